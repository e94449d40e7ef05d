"""Forms (`.form`, form-js JSON): delivered, rendered and checked from one description."""

from app.engine.forms.checking import Checked
from app.engine.forms.faults import FieldFault
from app.engine.forms.form import Form
from app.engine.forms.html_answers import answers_from_html
from app.engine.forms.loading import load, problems
from app.engine.forms.model import Binding, Field, FormError, FormProblem, Option
from app.engine.forms.pickers import Picker
from app.engine.forms.shown import FieldView, FormView
from app.engine.forms.view import view

__all__ = [
    "Binding",
    "Checked",
    "Field",
    "FieldFault",
    "FieldView",
    "Form",
    "FormError",
    "FormProblem",
    "FormView",
    "Option",
    "Picker",
    "answers_from_html",
    "load",
    "problems",
    "view",
]
