"""The pool, the plan, draws, call-out, attendance (专家库)."""
