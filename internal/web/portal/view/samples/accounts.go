package samples

import (
	"marque/internal/web/portal/view"
	"marque/internal/web/ui"
)

const accountHref = "/accounts/1"

// bankAccounts are the pages of a person's bank accounts, in each of their states.
func bankAccounts(f ui.Frame) []Sample {
	list := view.BankAccounts{Frame: f, Add: "/accounts/new", Accounts: []view.BankAccountCard{
		{Name: "Household", Detail: "Checking •••• 6789, routing number 021000021", Status: ui.Status{Tone: ui.OK, Text: "Verified"}, First: true, Href: accountHref,
			Words: "You typed its two small deposits on November 4, 2026.", Uses: []string{"Autopay for your 2024 Vela Hybrid Touring uses it."},
			Changed: "Corrected by your bank on November 9, 2026. The account number now ends in 6789."},
		{Name: "Savings •••• 4410", Detail: "Routing number 121042882", Status: ui.Status{Tone: ui.Warn, Text: "Waiting for you"}, Href: accountHref,
			Words: "Two small deposits are in your account. Type their amounts by December 4, 2026."},
		{Name: "Checking •••• 0001", Detail: "Routing number 011401533", Status: ui.Status{Tone: ui.Info, Text: "Being verified"}, Href: accountHref,
			Words: "We are asking your bank whether it knows this account. If it does not say no, the account is verified on November 30, 2026."},
		{Name: "The old one", Detail: "Checking •••• 0303, routing number 021000021", Status: ui.Status{Tone: ui.Bad, Text: "Stopped"}, Href: accountHref,
			Words: "On November 18, 2026 your bank answered that the account is closed. Nothing is taken from this account any more. Please use another one, or call us."},
	}}
	full := list
	full.Add, full.NoMore, full.Done = "", "You have 10 bank accounts here, which is the most. Remove one that you no longer use.", "The account is removed. We told you by email."
	details := []ui.Fact{{Label: "Account", Value: "Checking •••• 6789"}, {Label: "Routing number", Value: "021000021", Code: true}, {Label: "Added", Value: "November 2, 2026"}}
	page := view.BankAccountPage{Frame: f, Back: "/accounts", Name: "Checking •••• 6789", Details: details, Rename: accountHref + "/name", Prefer: accountHref + "/first", Remove: accountHref + "/remove"}
	fresh := page
	fresh.Done, fresh.Send, fresh.Status = "The account is added. We told you by email.", accountHref+"/deposits", ui.Status{Tone: ui.Plain, Text: "New"}
	fresh.Words = "Not verified yet. Payments from it are bounded: at most $5,000.00 can be on the way, apart from a payoff."
	typing := page
	typing.Status, typing.Words = ui.Status{Tone: ui.Warn, Text: "Waiting for you"}, "Two small deposits are in your account. Type their amounts by December 4, 2026."
	typing.Amounts = &view.TypeAmounts{Action: accountHref + "/amounts", Key: "k", Until: "December 4, 2026"}
	wrong := typing
	wrong.Amounts = &view.TypeAmounts{Action: accountHref + "/amounts", Key: "k", Until: "December 4, 2026", First: "0.32", Second: "0.4", Tries: "Tries left: 1."}
	wrong.Failure = fields("first", "These are not the two amounts. You have one try left.")
	used := page
	used.Name, used.Nickname, used.First, used.Prefer, used.Status = "Household", "Household", true, "", ui.Status{Tone: ui.OK, Text: "Verified"}
	used.Words = "A payment from this account arrived on November 4, 2026."
	used.Uses = []ui.Link{{Text: "Autopay for your 2024 Vela Hybrid Touring uses it.", Href: contractHref + "/autopay"}}
	used.Waiting = []string{"A payment of $612.44 for December 1, 2026 is on its way."}
	used.Changes = []string{"November 9, 2026: The routing number is now 121042882, and the account number now ends in 6789."}
	refused := page
	refused.Failure, refused.Status, refused.Words = view.Failure{Problem: "A payment on December 1, 2026 is to come from this account. Cancel it first, or wait until it is made."}, fresh.Status, fresh.Words
	refused.NoSend = "We have sent deposits to this account 3 times. Please call us, or use another account."
	add := view.BankAccountNew{Frame: f, Back: "/accounts", Action: "/accounts/new"}
	failed := add
	failed.New, failed.Verify, failed.Nickname = view.NewAccount{Kind: "savings", Routing: "021000022"}, "later", "Household"
	failed.Failure = fields("routing", "Check the routing number: it has nine digits and stands at the bottom left of a check.", "account_last4", "These are not the last four digits of the account number above.")
	return []Sample{
		{"accounts", list.Page()}, {"accounts-none", view.BankAccounts{Frame: f, Add: "/accounts/new"}.Page()}, {"accounts-full", full.Page()},
		{"account-new", fresh.Page()}, {"account-typing", typing.Page()}, {"account-typing-failed", wrong.Page()}, {"account-used", used.Page()}, {"account-refused-failed", refused.Page()},
		{"account-add", add.Page()}, {"account-add-failed", failed.Page()},
	}
}
