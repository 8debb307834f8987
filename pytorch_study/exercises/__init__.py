"""`learn`: small files to complete, checked the moment they are saved. FORM.md says how an exercise is written."""
