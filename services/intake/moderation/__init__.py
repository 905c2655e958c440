"""Looked at before everybody may see it: photos, doubtful texts, kinds that ask for it."""
