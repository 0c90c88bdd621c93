"""What every page has in common: language, formats, headers, padding, refusals, forms, the frame.

Knows no report, no case and no person. `install.init_app` puts it into an application; this file imports nothing,
so that a rule file may take `wbs.web.text.N_` without pulling Flask in.
"""
