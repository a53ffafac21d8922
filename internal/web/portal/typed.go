package portal

import (
	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
)

// typedAmount is an amount as people of the page's language type it, in figures that money.Parse reads.
func typedAmount(r *guard.Request, typed string) string { return r.Locale().Figures(typed) }

// likeAmount asks for an amount such as the example.
func likeAmount(field, example string) fault.Field {
	return l10n.Field(field, "Enter an amount like %s.", "Ingrese un monto como %s.", "Geben Sie einen Betrag wie %s ein.",
		l10n.T(example, l10n.EsUS.Decimal(example), l10n.DeDE.Decimal(example)))
}

// likeDate asks for a date such as the example.
func likeDate(field string, example civil.Date) fault.Field {
	return l10n.Field(field, "Enter a date like %s.", "Ingrese una fecha como %s.", "Geben Sie ein Datum wie %s ein.", example.String())
}

// failed is a form that comes back for its fields, in the reader's language.
func failed(r *guard.Request, wrong []fault.Field) view.Failure {
	f := &fault.Fault{Kind: fault.Invalid, Fields: wrong}
	r.Failed(f)
	return view.Failure{Fields: r.Locale().Translate(f).Fields}
}

// noted is a form that comes back, and tells an agent who was given the support code of this browser that it did.
func noted(r *guard.Request, f *fault.Fault) view.Failure {
	r.Failed(f)
	return view.FailureOf(r.Locale(), f)
}

// notedProblem is the same in one sentence above the form.
func notedProblem(r *guard.Request, f *fault.Fault) view.Failure {
	r.Failed(f)
	return view.ProblemOf(r.Locale(), f)
}
