"""Train: watch the network learn the same table, one step after another."""

import streamlit as st

from dashboard import cached, controls, session
from dashboard.charts.curves import loss_curve
from dashboard.plot import plot
from dashboard.settings import LEARNING_RATE, REGULARIZATION, SEED, SPEED, STEPS
from dashboard.trainer import Pace
from makemore.neural import initial_weights

source = session.source()
st.title("Train")
pace = Pace(
    learning_rate=controls.log_slider(LEARNING_RATE, "Learning rate"),
    regularization=controls.log_slider(REGULARIZATION, "Regularization"),
    until=int(controls.number(STEPS, "Steps")),
    speed=controls.number(SPEED, "Steps per second"),
)
seed = int(controls.number(SEED, "Seed"))
trainer = session.trainer(pace)
trainer.pace = pace

play, step, reset = st.columns(3)
if trainer.playing:
    play.button("Pause", on_click=trainer.pause)
else:
    play.button("Play", on_click=trainer.play)
step.button("One step", on_click=trainer.step)
size = len(cached.count_matrix(source))
reset.button("Reset", on_click=lambda: trainer.reset(initial_weights(size, seed)))


@st.fragment(run_every=0.25 if trainer.playing else None)
def live(was_playing: bool) -> None:
    """Show the run as it is now."""
    snapshot = trainer.snapshot
    if was_playing and not trainer.playing:
        st.rerun()
    floor = cached.count_nll(source, 0.0)
    st.write(f"Step {snapshot.last.step:,}: nll {snapshot.last.nll:.4f}, floor {floor:.4f}")
    plot(
        loss_curve(snapshot.history, floor, with_loss=pace.regularization > 0, log_x=False),
        key="loss",
        label="nll by step",
    )


live(trainer.playing)
