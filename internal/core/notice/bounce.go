package notice

import "regexp"

// Bounce is what a mail server reported about a letter that it could not deliver.
type Bounce struct {
	About  string // what the address for bounces of the message held; it proves itself
	Final  bool   // it gave up; else it still tries
	Hard   bool   // the address is wrong or gone: no later letter will do better
	Status string // RFC 3463: 5.1.1; empty when it said none
}

var (
	statusCode = regexp.MustCompile(`^\s*([245]\.\d{1,3}\.\d{1,3})\b`)
	inWords    = regexp.MustCompile(`\b([45]\.\d{1,3}\.\d{1,3})\b`)
	// noSuchPlace are the codes of an address that will never work: a mailbox or host that there is none of, one that has moved or is closed
	// (RFC 3463, sections 3.2, 3.3 and 3.5). Not among them are a full mailbox, a size, a policy, and what is wrong with the sender (5.1.7 and 8).
	noSuchPlace = regexp.MustCompile(`^5\.(1\.([0-6]|10)|2\.1|4\.4)$`)
	// replyCode is SMTP's own, of servers that say no better code.
	replyCode = regexp.MustCompile(`\b55[013]\b`)
)

// ReadBounce reads the status of a report and the words of the server beside it, which may be more exact.
func ReadBounce(failed bool, status, words string) Bounce {
	b := Bounce{Final: failed}
	if found := statusCode.FindStringSubmatch(status); found != nil {
		b.Status = found[1]
	}
	if said := inWords.FindStringSubmatch(words); said != nil && (b.Status == "" || b.Status[1:] == ".0.0") {
		b.Status = said[1]
	}
	const noMore = 4 << 10 // of a server's words
	vague := b.Status == "" || b.Status == "5.0.0"
	b.Hard = failed && (noSuchPlace.MatchString(b.Status) || vague && replyCode.MatchString(words[:min(len(words), noMore)]))
	return b
}
