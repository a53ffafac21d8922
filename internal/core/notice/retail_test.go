package notice_test

import (
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/l10n"
)

func TestWhatRetailTellsIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	on := civil.Must(2026, time.November, 20)
	amended := l10n.T("The yearly rate is %s.", "La tasa anual es %s.", "Der Zinssatz im Jahr ist %s.", "4.99 %")
	for _, n := range []notice.Notice{
		notice.VehicleLeft{Vehicle: "2024 Strada", Reason: contract.Sold, On: on}, notice.VehicleLeft{Reason: contract.TradeIn, On: on},
		notice.VehicleLeft{Reason: contract.TotalLoss, On: on}, notice.RecallOpen{Campaign: "26V-813", Title: "Hose", Vehicle: "2024 Strada"},
		notice.TitleReleased{On: on}, notice.ContractAmended{On: on, What: []l10n.Text{amended}}, notice.ContractCancelled{Vehicle: "2024 Strada", On: on},
	} {
		english := write(t, n, head(), notice.Mail)
		for locale, wants := range map[l10n.Locale][]string{l10n.EsUS: {" su", "de"}, l10n.DeDE: {"Ihr", "der"}} {
			h := head()
			h.Locale = locale
			letter, text := write(t, n, h, notice.Mail), write(t, n, h, notice.SMS)
			for _, want := range wants {
				if !strings.Contains(letter.Text, want) {
					t.Errorf("%s in %s: %q is missing in\n%s", notice.KindOf(n), locale.Tag(), want, letter.Text)
				}
			}
			if letter.Subject == english.Subject || strings.Contains(letter.Text, "Your ") || strings.Contains(text.Text, "your") || strings.Contains(letter.Text+text.Text, "%!") {
				t.Errorf("%s in %s: English or a broken format in\n%s\n%s\n%s", notice.KindOf(n), locale.Tag(), letter.Subject, letter.Text, text.Text)
			}
		}
		if strings.Contains(english.Text, "%!") {
			t.Errorf("%s: a broken format in\n%s", notice.KindOf(n), english.Text)
		}
	}
}
