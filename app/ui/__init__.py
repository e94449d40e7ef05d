"""The look: tokens, components, frames, static files, translations, drawings. Knows no feature and no database."""
