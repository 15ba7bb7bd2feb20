"""Compare: both models side by side, their nll and their samples from the same dice."""

import streamlit as st

from dashboard import cached, controls, session
from dashboard.settings import SAMPLES, SEED, SMOOTHING, TEMPERATURE
from makemore.model import UniformModel
from makemore.neural import NeuralBigram
from makemore.sampling import sample_side_by_side
from makemore.scoring import bits_per_token, mean_nll

source = session.source()
counts = cached.counts(source)
st.title("Compare")
smoothing = controls.log_slider(SMOOTHING, "Smoothing")
models = {
    "uniform": UniformModel(counts.vocabulary),
    "counts": cached.count_model(source, smoothing),
    "network": NeuralBigram(counts.vocabulary, session.trainer().snapshot.weights),
}
nlls = {name: mean_nll(model, counts) for name, model in models.items()}
st.table(
    {
        "model": list(nlls),
        "nll": list(nlls.values()),
        "bits": [bits_per_token(n) for n in nlls.values()],
    }
)
temperature = controls.log_slider(TEMPERATURE, "Temperature")
number = int(controls.number(SAMPLES, "How many names"))
seed = int(controls.number(SEED, "Seed"))
rows = sample_side_by_side(
    [models["counts"], models["network"]], number, seed=seed, temperature=temperature
)
st.dataframe({"counts": [a.name for a, _ in rows], "network": [b.name for _, b in rows]})
