package redact

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// The bounds of one entry.
const (
	mostAttrs = 100
	mostDepth = 8 // of groups in groups
)

// hidden stands for a value whose key says that it is nobody's business.
const hidden = "[hidden]"

// Handler passes entries on without what must not be in a log.
type Handler struct{ inner slog.Handler }

// Logger returns a logger whose every entry, message, keys and values at any depth, has gone through this package. Of such a one it returns the same.
func Logger(log *slog.Logger) *slog.Logger {
	if _, ok := log.Handler().(Handler); ok {
		return log
	}
	return slog.New(Handler{log.Handler()})
}

// Enabled implements slog.Handler.
func (h Handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.inner.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h Handler) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(r.Time, r.Level, Text(r.Message), r.PC)
	n := 0
	r.Attrs(func(a slog.Attr) bool {
		if n++; n > mostAttrs {
			out.AddAttrs(slog.String("more", cutMark))
			return false
		}
		out.AddAttrs(attr(a, 0))
		return true
	})
	return h.inner.Handle(ctx, out)
}

// WithAttrs implements slog.Handler.
func (h Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return Handler{h.inner.WithAttrs(all(attrs, 0))}
}

// WithGroup implements slog.Handler.
func (h Handler) WithGroup(name string) slog.Handler { return Handler{h.inner.WithGroup(Text(name))} }

func all(attrs []slog.Attr, depth int) []slog.Attr {
	out := make([]slog.Attr, 0, min(len(attrs), mostAttrs+1))
	for i, a := range attrs {
		if i == mostAttrs {
			return append(out, slog.String("more", cutMark))
		}
		out = append(out, attr(a, depth))
	}
	return out
}

func attr(a slog.Attr, depth int) slog.Attr {
	v := a.Value.Resolve()
	if v.Kind() != slog.KindGroup && private(a.Key) {
		return slog.String(Text(a.Key), hidden)
	}
	return slog.Attr{Key: Text(a.Key), Value: value(a.Key, v, depth)}
}

func value(key string, v slog.Value, depth int) slog.Value {
	switch v.Kind() {
	case slog.KindBool, slog.KindDuration, slog.KindTime:
		return v
	case slog.KindInt64, slog.KindUint64, slog.KindFloat64:
		return number(key, v)
	case slog.KindGroup:
		if depth == mostDepth {
			return slog.StringValue(cutMark)
		}
		return slog.GroupValue(all(v.Group(), depth+1)...)
	case slog.KindString:
		return slog.StringValue(named(key, v.String()))
	}
	if raw, ok := v.Any().([]byte); ok {
		return slog.StringValue(named(key, string(raw)))
	}
	return slog.StringValue(named(key, fmt.Sprintf("%+v", v.Any()))) // errors and whatever says what it is; fmt survives one that panics
}

// named looks at a text as what its key says it is: a code is one by its name only.
func named(key, text string) string {
	if lead := "code="; strings.EqualFold(key, "code") && Text(lead+text) != lead+text {
		return hidden
	}
	return Text(text)
}

// number lets figures through and hides what is as long as a telephone number, unless its key names a unit, which comes last in our names.
func number(key string, v slog.Value) slog.Value {
	const shorter = 1e9 / 10
	small := false
	switch v.Kind() {
	case slog.KindInt64:
		small = v.Int64() > -shorter && v.Int64() < shorter
	case slog.KindUint64:
		small = v.Uint64() < shorter
	default:
		small = v.Float64() > -shorter && v.Float64() < shorter
	}
	if small || measured(key) {
		return v
	}
	return slog.StringValue("[number]")
}

func measured(key string) bool {
	for _, unit := range []string{"bytes", "micros", "millis", "seconds", "size", "rows", "count"} {
		if strings.HasSuffix(strings.ToLower(key), unit) {
			return true
		}
	}
	return false
}

// private tells whether a key says that its value must not be logged, whatever it looks like.
func private(key string) bool {
	switch strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(strings.ToLower(key)) {
	case "email", "emailaddress", "phone", "phonenumber", "telephone", "mobile", "recipient", "street", "postaladdress", "birthdate", "born", "dob",
		"ssn", "tax", "taxid", "account", "accountnumber", "routing", "routingnumber", "iban", "card", "cardnumber", "pan", "cvv", "cvc",
		"otp", "pin", "token", "secret", "password", "passphrase", "cookie", "authorization", "apikey", "vin", "givenname", "familyname", "fullname":
		return true
	}
	return false
}
