"""What an editor asks while somebody writes a spec: what is this, what may stand here, where does it lead.

Pure but for `server`, which speaks the Language Server Protocol. Every answer comes from the schemas, the
rules and the model that the commands use; no word of the language stands here.
"""
