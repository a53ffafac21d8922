package config_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marque/internal/config"
	"marque/internal/fault"
)

func env(values map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := values[name]; return v, ok }
}

func withFile(t *testing.T, content string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, config.FileName), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"MARQUE_DATA": dir}
}

func TestNothingSetRunsOnOneMachine(t *testing.T) {
	t.Parallel()
	c, err := config.Load(nil, env(map[string]string{"MARQUE_DATA": t.TempDir()}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.AdminListen != "" || c.Policy != config.Standard || c.Mail.Driver != config.DriverLog {
		t.Errorf("got %+v, want the defaults of one machine", c)
	}
	if c.Zone == nil || c.Zone.String() != "America/New_York" {
		t.Errorf("got zone %v, want America/New_York", c.Zone)
	}
	if got, want := c.SQLitePath(), filepath.Join(c.Data, "marque.db"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFlagsWinOverEnvironmentOverFile(t *testing.T) {
	t.Parallel()
	vars := withFile(t, `{"listen":"127.0.0.1:1","admin_listen":"127.0.0.1:2","time_zone":"America/Chicago","log_level":"WARN"}`)
	vars["MARQUE_ADMIN_LISTEN"] = "127.0.0.1:3"
	vars["MARQUE_TIME_ZONE"] = "America/Denver"
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	given := config.Bind(flags)
	if err := flags.Parse([]string{"--time-zone", "America/Los_Angeles"}); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(given, env(vars))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.Listen, c.AdminListen, c.TimeZone, c.LogLevel.String()}
	want := []string{"127.0.0.1:1", "127.0.0.1:3", "America/Los_Angeles", "WARN"}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTheDataFlagSaysWhereTheFileIs(t *testing.T) {
	t.Parallel()
	vars := withFile(t, `{"listen":"127.0.0.1:99"}`)
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	given := config.Bind(flags)
	if err := flags.Parse([]string{"--data=" + vars["MARQUE_DATA"]}); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(given, env(map[string]string{"MARQUE_DATA": "/nowhere"}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:99" {
		t.Errorf("got %s, want the address from the file", c.Listen)
	}
}

func TestSitesFromTheEnvironmentKeepTheSenderFromTheFile(t *testing.T) {
	t.Parallel()
	vars := withFile(t, `{"sites":[{"brand":"aurelia","url":"https://old.example","mail_from":"Aurelia <a@b.example>"}]}`)
	vars["MARQUE_SITES"] = "aurelia=https://aurelia.example, norden=http://norden.localhost:8080"
	c, err := config.Load(nil, env(vars))
	if err != nil {
		t.Fatal(err)
	}
	s, ok := c.Site("aurelia")
	if !ok || s.URL != "https://aurelia.example" || s.MailFrom != "Aurelia <a@b.example>" {
		t.Errorf("got %+v, %v", s, ok)
	}
	if _, ok := c.Site("unknown"); ok {
		t.Error("got a site for a brand without one")
	}
}

func TestWrongValuesAreNamed(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, value, field string }{
		{"MARQUE_LISTEN", "8080", "listen"},
		{"MARQUE_LISTEN", "127.0.0.1:99999", "listen"},
		{"MARQUE_ADMIN_LISTEN", "metrics", "admin_listen"},
		{"MARQUE_SCANNER", "clamd:3310", "scanner"},
		{"MARQUE_REDIS", "127.0.0.1:6379", "redis"},
		{"MARQUE_DATABASE_URL", "mysql://x", "database_url"},
		{"MARQUE_TLS_CERT", "cert.pem", "tls_key"},
		{"MARQUE_HTTP_LISTEN", ":80", "http_listen"},
		{"MARQUE_ACME", "letsencrypt", "acme"},
		{"MARQUE_ACME_EMAIL", "nobody", "acme_email"},
		{"MARQUE_TIME_ZONE", "Local", "time_zone"},
		{"MARQUE_TIME_ZONE", "Nowhere/Land", "time_zone"},
		{"MARQUE_POLICY", "lax", "policy"},
		{"MARQUE_LOG_LEVEL", "loud", "MARQUE_LOG_LEVEL"},
		{"MARQUE_SMTP_PORT", "smtp", "MARQUE_SMTP_PORT"},
		{"MARQUE_SITES", "aurelia", "MARQUE_SITES"},
		{"MARQUE_SITES", "Aurelia=https://a.example", "sites[0].brand"},
		{"MARQUE_SITES", "a=http://a.example", "sites[0].url"},
		{"MARQUE_SITES", "a=https://a.example/portal", "sites[0].url"},
		{"MARQUE_SITES", "a=https://a.example,b=https://a.example", "sites[1].url"},
		{"MARQUE_SITES", "a=https://a.example,a=https://b.example", "sites[1].brand"},
		{"MARQUE_TRUSTED_PROXIES", "10.0.0.1", "trusted_proxies[0]"},
		{"MARQUE_MAIL", "pigeon", "mail.driver"},
		{"MARQUE_SMTP_TLS", "maybe", "mail.tls"},
		{"MARQUE_MAIL_FROM", "nobody", "mail.from"},
		{"MARQUE_SMS", "pigeon", "sms.driver"},
		{"MARQUE_SMS", "smpp", "sms.smpp.address"},
		{"MARQUE_SMS_PER_DAY", "-1", "sms.per_day"},
		{"MARQUE_SMS_PER_DAY", "many", "MARQUE_SMS_PER_DAY"},
		{"MARQUE_SMS_COUNTRIES", "+1,US", "sms.countries[1]"},
		{"MARQUE_SMS_COUNTRIES", "+1,+1", "sms.countries[1]"},
		{"MARQUE_SMPP_TLS", "maybe", "sms.smpp.tls"},
		{"MARQUE_LISTEN", strings.Repeat("1", 20_000), "MARQUE_LISTEN"},
	}
	for _, c := range cases {
		t.Run(c.name+"="+c.value[:min(len(c.value), 30)], func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(nil, env(map[string]string{"MARQUE_DATA": t.TempDir(), c.name: c.value}))
			f := fault.Of(err)
			if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
				t.Fatalf("got %v, want one fault at %s", err, c.field)
			}
			if m := f.Fields[0].Message; !strings.HasSuffix(m, ".") {
				t.Errorf("got %q, want a sentence", m)
			}
		})
	}
}

func TestCodesDoNotTravelInTheClear(t *testing.T) {
	t.Parallel()
	cases := []struct {
		vars map[string]string
		ok   bool
	}{
		{map[string]string{"MARQUE_MAIL": "smtp", "MARQUE_SMTP_HOST": "mx.example", "MARQUE_MAIL_FROM": "a@b.example"}, true},
		{map[string]string{"MARQUE_MAIL": "smtp", "MARQUE_SMTP_HOST": "mx.example", "MARQUE_MAIL_FROM": "a@b.example", "MARQUE_SMTP_TLS": "off"}, false},
		{map[string]string{"MARQUE_MAIL": "smtp", "MARQUE_SMTP_HOST": "mx.example", "MARQUE_MAIL_FROM": "a@b.example", "MARQUE_SMTP_TLS": "opportunistic"}, false},
		{map[string]string{"MARQUE_MAIL": "smtp", "MARQUE_SMTP_HOST": "127.0.0.1", "MARQUE_MAIL_FROM": "a@b.example", "MARQUE_SMTP_TLS": "off"}, true},
		{map[string]string{"MARQUE_SMS": "http", "MARQUE_SMS_URL": "http://gw.example/?to={to}"}, false},
		{map[string]string{"MARQUE_MAIL": "smtp", "MARQUE_SMTP_HOST": "mx.example", "MARQUE_MAIL_FROM": "a@b.example", "MARQUE_SMTP_USER": "u"}, false},
	}
	for i, c := range cases {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			c.vars["MARQUE_DATA"] = t.TempDir()
			if _, err := config.Load(nil, env(c.vars)); (err == nil) != c.ok {
				t.Errorf("got %v, want accepted: %v", err, c.ok)
			}
		})
	}
}

func TestCertificatesComeFromOnePlace(t *testing.T) {
	t.Parallel()
	site := "aurelia=https://pay.aurelia.example"
	for _, c := range []struct {
		vars map[string]string
		ok   bool
	}{
		{map[string]string{"MARQUE_TLS_CERT": "a", "MARQUE_TLS_KEY": "b", "MARQUE_HTTP_LISTEN": ":80"}, true},
		{map[string]string{"MARQUE_ACME": "letsencrypt", "MARQUE_SITES": site, "MARQUE_ACME_EMAIL": "a@b.example"}, true},
		{map[string]string{"MARQUE_ACME": "https://ca.example/dir", "MARQUE_SITES": site}, true},
		{map[string]string{"MARQUE_ACME": "http://ca.example/dir", "MARQUE_SITES": site}, false},
		{map[string]string{"MARQUE_ACME": "letsencrypt", "MARQUE_SITES": "aurelia=http://aurelia.localhost"}, false},
		{map[string]string{"MARQUE_ACME": "letsencrypt", "MARQUE_SITES": site, "MARQUE_TLS_CERT": "a", "MARQUE_TLS_KEY": "b"}, false},
	} {
		c.vars["MARQUE_DATA"] = t.TempDir()
		if _, err := config.Load(nil, env(c.vars)); (err == nil) != c.ok {
			t.Errorf("%v: got %v, want taken: %v", c.vars, err, c.ok)
		}
	}
}

func TestAFileWithAMistakeIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	cases := []struct{ content, want string }{
		{`{"lisen":"x"}`, `unknown field "lisen"`},
		{"{\n\"listen\":\n}", "line 3"},
		{`{"mail":{"port":"25"}}`, "mail.port"},
		{strings.Repeat(" ", 1<<20) + "{}", "larger"},
	}
	for _, c := range cases {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(nil, env(withFile(t, c.content)))
			if fault.Of(err) == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a fault that says %s", err, c.want)
			}
		})
	}
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, config.FileName), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(nil, env(map[string]string{"MARQUE_DATA": dir})); err == nil {
		t.Error("got no error, want one: the settings file is a directory")
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	var c config.Config
	if err := json.Unmarshal([]byte(`{"mail":{"password":"hunter2"},"sms":{"password":"hunter2"}}`), &c); err != nil {
		t.Fatal(err)
	}
	if c.Mail.Password.Reveal() != "hunter2" {
		t.Fatalf("got %q, want the password", c.Mail.Password.Reveal())
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "password", c.Mail.Password, "mail", c.Mail)
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v", c.Mail, c.SMS), string(asJSON), log.String()} {
		if strings.Contains(shown, "hunter2") {
			t.Errorf("a password is shown: %s", shown)
		}
	}
}

func TestEachSettingHasOneNameAndNoSecretHasAFlag(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range config.Settings() {
		if s.Help == "" || !strings.HasPrefix(s.Env, "MARQUE_") || seen[s.Env] || s.Flag != "" && seen[s.Flag] {
			t.Errorf("got %+v, want its own names and a help text", s)
		}
		seen[s.Env], seen[s.Flag] = true, true
		if strings.Contains(s.Env, "PASSWORD") && s.Flag != "" {
			t.Errorf("--%s would show a password in the process list", s.Flag)
		}
	}
}

func TestFlagsShowInUsage(t *testing.T) {
	t.Parallel()
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	var usage strings.Builder
	flags.SetOutput(&usage)
	config.Bind(flags)
	flags.Usage()
	if !strings.Contains(usage.String(), "[MARQUE_LISTEN]") {
		t.Errorf("got %q, want the variable beside its flag", usage.String())
	}
	flags.SetOutput(io.Discard)
	if err := flags.Parse([]string{"--unknown"}); err == nil || errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v, want an unknown flag to be refused", err)
	}
}

func TestACentreIsReachedInTheClearInAPrivateNetworkOnly(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{"127.0.0.1:2775": true, "10.0.0.7:2775": true, "203.0.113.7:2775": false, "centre.example:2775": false} {
		_, err := config.Load(nil, env(map[string]string{
			"MARQUE_DATA": t.TempDir(), "MARQUE_SMS": "smpp", "MARQUE_SMPP_ADDRESS": address, "MARQUE_SMPP_TLS": "off",
		}))
		if (err == nil) != want {
			t.Errorf("%s: got %v", address, err)
		}
	}
}

func TestASignatureIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	_, err := config.Load(nil, env(withFile(t, `{"mail":{"dkim":{"domain":"a.example"}},"sites":[{"brand":"aurelia","url":"https://a.example","dkim":{"selector":"s"}}],"sms":{"report":{"base":"http://x.example"}}}`)))
	f := fault.Of(err)
	if f == nil || len(f.Fields) != 3 {
		t.Errorf("got %v, want both signatures and the report's address named", err)
	}
}

func TestACountryFromTheEnvironmentKeepsItsShareFromTheFile(t *testing.T) {
	t.Parallel()
	vars := withFile(t, `{"sms":{"countries":[{"prefix":"+1","per_hour":7},{"prefix":"+44","per_hour":8}]}}`)
	vars["MARQUE_SMS_COUNTRIES"] = "+49, +1"
	c, err := config.Load(nil, env(vars))
	if err != nil || len(c.SMS.Countries) != 2 || c.SMS.Countries[0] != (config.Country{Prefix: "+49"}) || c.SMS.Countries[1] != (config.Country{Prefix: "+1", PerHour: 7}) {
		t.Errorf("got %v, %v", c.SMS.Countries, err)
	}
	if c, err := config.Load(nil, env(withFile(t, `{}`))); err != nil || len(c.SMS.Countries) != 1 || c.SMS.Countries[0].Prefix != "+1" {
		t.Errorf("got %v, %v, want the United States and Canada where nobody says", c.SMS.Countries, err)
	}
}
