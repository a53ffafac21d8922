package redact_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marque/internal/redact"
)

const address = "ann.lee@example.com"

// said returns what a handler of each form wrote of an entry.
func said(t interface{ Helper() }, do func(*slog.Logger)) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, make := range map[string]func(*bytes.Buffer) slog.Handler{
		"text": func(b *bytes.Buffer) slog.Handler {
			return slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug})
		},
		"json": func(b *bytes.Buffer) slog.Handler {
			return slog.NewJSONHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug})
		},
	} {
		var b bytes.Buffer
		do(redact.Logger(slog.New(make(&b))))
		out[name] = b.String()
	}
	return out
}

type speaker struct{ text string }

func (s speaker) String() string { return "I am " + s.text }

type valuer struct{ v slog.Value }

func (v valuer) LogValue() slog.Value { return v.v }

type record struct {
	Mail string
	Deep *struct{ Phones []string }
	raw  []byte
}

type panics struct{}

func (*panics) Error() string { panic("no") }

func TestNothingIsSeenWhereverItIsLogged(t *testing.T) {
	t.Parallel()
	wrapped := fmt.Errorf("send: %w", errors.Join(errors.New("x"), errors.New("no such user "+address)))
	for name, do := range map[string]func(*slog.Logger){
		"message":           func(l *slog.Logger) { l.Info("no way to " + address) },
		"attribute":         func(l *slog.Logger) { l.Info("x", "to", address) },
		"key":               func(l *slog.Logger) { l.Info("x", address, 1) },
		"error":             func(l *slog.Logger) { l.Error("x", "error", wrapped) },
		"bytes":             func(l *slog.Logger) { l.Info("x", "v", []byte(address)) },
		"stringer":          func(l *slog.Logger) { l.Info("x", "v", speaker{address}) },
		"struct":            func(l *slog.Logger) { l.Info("x", "v", record{Mail: address}) },
		"bytes in a struct": func(l *slog.Logger) { l.Info("x", "v", record{raw: []byte(address)}) },
		"slice":             func(l *slog.Logger) { l.Info("x", "v", []string{"a", address}) },
		"map":               func(l *slog.Logger) { l.Info("x", "v", map[string]any{"a": []string{address}}) },
		"valuer": func(l *slog.Logger) {
			l.Info("x", "v", valuer{slog.GroupValue(slog.Any("e", valuer{slog.StringValue(address)}))})
		},
		"group":        func(l *slog.Logger) { l.Info("x", slog.Group("a", slog.Group("b", slog.Any("c", wrapped)))) },
		"with":         func(l *slog.Logger) { l.With("a", address).WithGroup("g").With("b", wrapped).Info("x", "c", address) },
		"group's name": func(l *slog.Logger) { l.WithGroup(address).Info("x", "c", 1) },
		"twice":        func(l *slog.Logger) { redact.Logger(l).Info(address) },
		"attrs":        func(l *slog.Logger) { l.LogAttrs(context.Background(), slog.LevelInfo, "x", slog.String("v", address)) },
	} {
		for form, text := range said(t, do) {
			if strings.Contains(text, "ann.") || strings.Contains(text, "97 110 110") || text == "" {
				t.Errorf("%s, %s: %s", name, form, text)
			}
		}
	}
}

func TestAKeyThatNamesAPrivateThingHidesIt(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"email", "Phone_Number", "tax-id", "account", "password", "birth_date", "vin"} {
		for form, text := range said(t, func(l *slog.Logger) {
			l.Info("x", key, "Zorro", slog.Group("g", slog.Any(key, 6789)))
		}) {
			if strings.Contains(text, "Zorro") || strings.Contains(text, "6789") || strings.Count(text, "[hidden]") != 2 {
				t.Errorf("%s, %s: %s", key, form, text)
			}
		}
	}
	for _, text := range said(t, func(l *slog.Logger) { l.Info("x", "code", "4711", "phone_as", 5551234567, "code", "R01") }) {
		if strings.Contains(text, "4711") || strings.Contains(text, "5551234567") || !strings.Contains(text, "R01") {
			t.Error(text)
		}
	}
}

func TestFiguresOfTheProgramStayAsTheyAre(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 20, 29, 4, 123456789, time.UTC)
	for form, text := range said(t, func(l *slog.Logger) {
		l.Info("request", "reference", "01932f6e-8a4b-7c3d-9e2f-112233445566", "status", 404, "took", 1234567891*time.Nanosecond, "at", at,
			"heap_bytes", int64(5_000_000_000), "share", 0.25, "n", uint64(123456), "ok", true, "address", "127.0.0.1:8080")
	}) {
		wants := []string{"01932f6e-8a4b-7c3d-9e2f-112233445566", "404", "2026-11-26T20:29:04.123", "5000000000", "0.25", "123456", "true", "127.0.0.1:8080"}
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %s lacks %s", form, text, want)
			}
		}
	}
}

func TestAnEntryHasBoundsAndSurvivesValuesThatPanic(t *testing.T) {
	t.Parallel()
	deep := slog.String("v", address)
	for range 50 {
		deep = slog.Attr{Key: "g", Value: slog.GroupValue(deep)}
	}
	many := make([]any, 0, 1000)
	for range 500 {
		many = append(many, "k", address)
	}
	for form, text := range said(t, func(l *slog.Logger) {
		l.Info("deep", deep)
		l.Info("many", many...)
		l.With(many...).Info("with")
		l.Info("long", "v", strings.Repeat("x", 1<<20))
		l.Error("panics", "error", (*panics)(nil), "other", new(panics))
	}) {
		if strings.Contains(text, "ann") || len(text) > 20_000 || !strings.Contains(text, "panics") {
			t.Errorf("%s: %d bytes", form, len(text))
		}
	}
}

func TestNoSecretSurvivesAtAnyDepth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		secret := secrets().Draw(rt, "secret")
		bare := strings.TrimPrefix(secret, "password=")
		v := slog.StringValue("of " + secret)
		if rapid.Bool().Draw(rt, "error") {
			v = slog.AnyValue(errors.New("of " + secret))
		}
		a := slog.Attr{Key: "v", Value: v}
		for range rapid.IntRange(0, 12).Draw(rt, "depth") {
			a = slog.Attr{Key: "g", Value: slog.GroupValue(slog.Int("n", 1), a)}
		}
		for form, text := range said(t, func(l *slog.Logger) { l.Info("say "+secret, a) }) {
			if strings.Contains(text, bare) {
				rt.Fatalf("%s: %q stands in %s", form, bare, text)
			}
		}
	})
}
