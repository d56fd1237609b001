"""hipgen: a declarative add-on generator and descriptor compiler for HipChat Connect.

The shape is a pipeline of values, a module a stage:

    text ─parse─▶ Document ─schema─▶ ok ─bind─▶ Addon ─rules─▶ ok ─compile─▶ descriptor (JSON)
                 (data+spans)                  (frozen)            │
                                                                   └─render─▶ files ─plan─▶ Plan ─apply─▶ disk

No stage reads disk, clock, environment or network; `workspace` reads before the pipeline and writes after it.
ARCHITECTURE.md beside this file says where to change what.
"""

__version__ = "0.1.0"
