"""The look: tokens, layers, components, base templates, vendored front-end files.

For whom: every page. Deeds: none. "Drawn in wax, then dyed": what is not done yet is drawn in thin lines, work
dyes it. Only `tokens.css` holds a colour; each component is a template in `templates/components/`.
"""
