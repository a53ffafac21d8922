package securing_test

import (
	"testing"

	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/service/securing"
)

func TestWhatIsWrongWithAnAnswerIsSaidBesideItInEveryLanguage(t *testing.T) {
	t.Parallel()
	_, err := securing.NormalAnswers([]string{"Rex", "..x", "rex!"})
	f := fault.Of(err)
	if f == nil || len(f.Fields) != 2 || f.Fields[0].Name != "answer2" || f.Fields[1].Name != "answer3" {
		t.Fatalf("got %+v", f)
	}
	for _, field := range f.Fields {
		if len(field.Other) != len(l10n.All())-1 {
			t.Errorf("%q is said in English only", field.Message)
		}
	}
}
