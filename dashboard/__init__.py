"""The dashboard: what a person sees of the models in `makemore`."""
