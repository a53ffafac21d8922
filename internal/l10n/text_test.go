package l10n_test

import (
	"maps"
	"testing"

	"marque/internal/civil"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/money"
)

func TestATextIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	due := l10n.T("%s is due on %s, after %s.", "%[1]s vence el %[2]s, después de %[3]s.", "%[1]s ist am %[2]s fällig, nach %[3]s.",
		l10n.Amount{Cents: 123456, Currency: money.USD()}, civil.MustParse("2026-12-01"),
		l10n.Count(1200, l10n.T("mile", "milla", "Meile"), l10n.T("miles", "millas", "Meilen")))
	for l, want := range map[l10n.Locale]string{
		l10n.EnUS: "$1,234.56 is due on December 1, 2026, after 1,200 miles.",
		l10n.EsUS: "$1,234.56 vence el 1 de diciembre de 2026, después de 1,200 millas.",
		l10n.DeDE: "1.234,56\u00a0$ ist am 1. Dezember 2026 fällig, nach 1.200 Meilen.",
	} {
		if got := due.In(l); got != want {
			t.Errorf("%s: got %q, want %q", l, got, want)
		}
	}
	if got := l10n.Count(1, l10n.T("mile", "milla", "Meile"), l10n.T("miles", "millas", "Meilen")).In(l10n.DeDE); got != "1 Meile" {
		t.Errorf("got %q", got)
	}
	if got := l10n.T("100% sure", "100% seguro", "zu 100% sicher").In(l10n.EsUS); got != "100% seguro" {
		t.Errorf("got %q, want words without args untouched", got)
	}
}

func TestAFaultIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	f := l10n.Input("amount", "Enter an amount of %s or more.", "Ingrese un monto de %s o más.", "Geben Sie mindestens %s ein.", 10).Under("payment")
	for l, want := range map[l10n.Locale]string{l10n.EnUS: "Enter an amount of 10 or more.", l10n.EsUS: "Ingrese un monto de 10 o más.", l10n.DeDE: "Geben Sie mindestens 10 ein."} {
		got := l.Translate(f)
		if got.Message != want || len(got.Fields) != 1 || got.Fields[0].Message != want || got.Fields[0].Name != "payment.amount" || got.Kind != fault.Invalid {
			t.Errorf("%s: got %+v", l, got)
		}
	}
	if got := l10n.DeDE.Translate(fault.New(fault.NotFound, "There is none.")); got.Message != "There is none." {
		t.Errorf("got %q, want what was not translated as it is", got.Message)
	}
	if l10n.DeDE.Translate(nil) != nil {
		t.Error("got a fault out of none")
	}
}

func TestWordsOfAnOperatorAreATextAndComeBack(t *testing.T) {
	t.Parallel()
	words := map[string]string{"en-US": "100 %s of it", "es-US": "todo", "de-DE": "alles"}
	if got := l10n.OfWords(words).Words(); !maps.Equal(got, words) {
		t.Errorf("got %v", got)
	}
	if got := l10n.OfWords(map[string]string{"en-US": "all"}).In(l10n.DeDE); got != "all" {
		t.Errorf("without German words: got %q", got)
	}
}
