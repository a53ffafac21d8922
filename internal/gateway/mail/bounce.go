package mail

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"net/textproto"
	"regexp"
	"strings"

	"marque/internal/core/notice"
)

// mostBounce is what is read of a letter that came back: its report stands before the original, which may be long.
const mostBounce = 256 << 10

// mostGroups bounds the recipients that one report tells of; ours have one.
const mostGroups = 50

// ReadBounce reads a letter that came to the address for bounces: which of our messages it is about, by the address that the letter went to
// (recipient, as the mail server says it, or the letter's own To), and what it reports (RFC 3464). It is false for everything else: a
// vacation note, spam, a letter cut off before its report. Only what cannot be read at all is an error.
func ReadBounce(r io.Reader, recipient string) (notice.Bounce, bool, error) {
	letter, err := netmail.ReadMessage(bufio.NewReader(io.LimitReader(r, mostBounce)))
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, new(textproto.ProtocolError)) {
			return notice.Bounce{}, false, nil
		}
		return notice.Bounce{}, false, err
	}
	about := token(recipient)
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "To"} {
		if about == "" {
			about = token(letter.Header.Get(name))
		}
	}
	kind, params, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil || about == "" || !strings.HasPrefix(kind, "multipart/") { // RFC 3464 says report; OpenSMTPD says mixed
		return notice.Bounce{}, false, nil //nolint:nilerr // no report
	}
	b, ok := status(multipart.NewReader(letter.Body, params["boundary"]))
	b.About = about
	return b, ok, nil
}

// tagged is the address for bounces of one message: what notifying made, behind a plus.
var tagged = regexp.MustCompile(`\+([0-9a-f]{48})(@|$)`)

func token(address string) string {
	if found := tagged.FindStringSubmatch(strings.ToLower(address)); found != nil {
		return found[1]
	}
	return ""
}

// status finds the machine's part of a report. What stands before it for people is kept: some servers, OpenSMTPD among them, say 5.0.0 to
// machines and the true reason there only.
func status(parts *multipart.Reader) (notice.Bounce, bool) {
	const mostParts, mostWords = 5, 4 << 10 // a report has three parts
	var words []byte
	for range mostParts {
		part, err := parts.NextRawPart()
		if err != nil {
			return notice.Bounce{}, false
		}
		if kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type")); err != nil || kind != "message/delivery-status" && kind != "message/global-delivery-status" {
			if words, err = io.ReadAll(io.LimitReader(part, mostWords)); err != nil {
				return notice.Bounce{}, false
			}
			continue
		}
		return groups(textproto.NewReader(bufio.NewReader(part)), string(words))
	}
	return notice.Bounce{}, false
}

// groups reads the fields about the message, then those about each recipient, and keeps the worst.
func groups(r *textproto.Reader, words string) (notice.Bounce, bool) {
	var worst notice.Bounce
	found := false
	for range mostGroups {
		fields, err := r.ReadMIMEHeader()
		if action := strings.ToLower(strings.TrimSpace(fields.Get("Action"))); action == "failed" || action == "delayed" {
			b := notice.ReadBounce(action == "failed", fields.Get("Status"), cmp.Or(fields.Get("Diagnostic-Code"), words))
			if !found || b.Hard {
				worst = b
			}
			found = true
		}
		if err != nil {
			break
		}
	}
	return worst, found
}
