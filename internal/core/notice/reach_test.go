package notice_test

import (
	"testing"

	"marque/internal/core/notice"
)

func TestTextsGoToTheCountriesThatAreNamed(t *testing.T) {
	t.Parallel()
	some := notice.Reach{Countries: []notice.Country{{Prefix: "+1"}, {Prefix: "+49"}, {Prefix: "+4915"}, {Prefix: "+1876"}}}
	for phone, want := range map[string]string{
		"+12015550142": "+1", "+17875550142": "+1", "+13405550142": "+1", "+4930123456": "+49", "+4915112345678": "+4915", "+18765550142": "+1876",
		"+18095550142": "", "+12425550142": "", "+447700900123": "", "+1": "+1", "": "",
	} {
		c, ok := some.Of(phone)
		if c.Prefix != want || ok != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", phone, c.Prefix, ok, want)
		}
	}
	if _, ok := (notice.Reach{}).Of("+447700900123"); !ok {
		t.Error("got a number refused where no country is named")
	}
}
