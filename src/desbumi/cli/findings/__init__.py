"""What `desbumi doctor` looks at, by noun; each module yields its findings."""
