package securing

import (
	"context"

	"marque/internal/core/access"
	"marque/internal/core/identity"
	"marque/internal/l10n"
	"marque/internal/store/engine"
	"marque/internal/store/parties"
)

// ChooseLanguage keeps the language that a customer wants to read: pages on every device, and what is sent from now on.
func (s *Service) ChooseLanguage(ctx context.Context, v identity.Session, to l10n.Locale) error {
	return s.d.Door.Write(ctx, own(v, access.LanguageChoose, to.Tag()), func(tx *engine.Tx) error {
		return parties.Choose(tx, v.User.Party, to.Tag(), true)
	})
}
