package identity

import (
	"io"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
)

// StaffInvitationLife is how long one of the lender's own people has to choose a password and bind an app. A week-end fits in.
const StaffInvitationLife = 3 * 24 * time.Hour

// StaffInvitation lets one of the lender's own people choose a password and bind an authenticator app; before that nothing opens.
type StaffInvitation struct {
	ID        StaffInvitationID
	User      access.UserID
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// NewStaffInvitation makes an invitation and its code.
func NewStaffInvitation(i StaffInvitation, now time.Time, random io.Reader) (StaffInvitation, InvitationCode, error) {
	code, err := NewInvitationCode(random)
	i.CreatedAt, i.ExpiresAt = now, now.Add(StaffInvitationLife)
	return i, code, err
}

// Usable tells whether the invitation still opens something.
func (i StaffInvitation) Usable(now time.Time) bool {
	return i.UsedAt.IsZero() && now.Before(i.ExpiresAt)
}

// StaffInvitationOver is the answer to a code that opens nothing: unknown, used and expired alike.
func StaffInvitationOver() *fault.Fault {
	return fault.New(fault.Conflict, "This invitation was used already, or its time is over. Ask your administrator for another one.")
}
