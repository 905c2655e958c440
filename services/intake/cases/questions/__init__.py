"""Whether a case follows one of its reports that was corrected: asked at once, until decided."""
