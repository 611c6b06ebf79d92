"""What the notebooks share: the site's lab output (`lab`), figure style (`style`), small networks (`mlkit`)."""
