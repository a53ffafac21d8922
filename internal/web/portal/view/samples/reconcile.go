package samples

import (
	"marque/internal/web/console/view"
	"marque/internal/web/ui"
)

func deskConflicts(f ui.Frame) view.Conflicts {
	return view.Conflicts{Frame: f, Rows: ui.Table{
		Caption: "Messages that wait for a decision", Hidden: true, Columns: []ui.Column{{Label: "Contract"}, {Label: "What came"}, {Label: "Told"}, {Label: "Reason"}}, Rows: [][]ui.Cell{
			{{Text: "C806105925", Href: "/desk/reconcile/1", Strong: true, Unseen: ", decide"}, {Text: "Contract activated"}, {Text: "November 20, 2026 at 9:58 AM EST"}, {Text: "The contract C806105925 is open already, with other content."}},
			{{Text: "C111171790", Href: "/desk/reconcile/2", Strong: true, Unseen: ", decide"}, {Text: "Contract amended"}, {Text: "November 21, 2026 at 4:12 PM EST"}, {Text: "A later amendment of the due day holds."}},
		},
	}}
}

func deskConflict(f ui.Frame) view.Conflict {
	return view.Conflict{
		Frame: f, Back: "/desk/reconcile", Action: "/desk/reconcile/1", Reason: "The contract C806105925 is open already, with other content.",
		Facts: []ui.Fact{{Label: "Contract", Value: "C806105925", Code: true}, {Label: "What came", Value: "Contract activated"}, {Label: "Told", Value: "November 20, 2026 at 9:58 AM EST"},
			{Label: "Came to us", Value: "November 20, 2026 at 9:59 AM EST"}, {Label: "Message", Value: "/retail/aurelia#019abc12-3456-7890-abcd-ef0123456789", Code: true}},
		Differences: ui.Table{Caption: "What differs", Hidden: true, Columns: []ui.Column{{Label: "What"}, {Label: "We have"}, {Label: "They say"}, {Label: "If theirs is taken"}}, Rows: [][]ui.Cell{
			{{Text: "Family name", Strong: true}, {Text: "Šafařík-Nguyễn"}, {Text: "Okonkwo"}, {Text: "theirs"}},
			{{Text: "Amount financed", Strong: true}, {Text: "24000.00"}, {Text: "23500.00"}, {Text: "ours stays"}},
		}},
	}
}

func failedConflict(f ui.Frame) view.Conflict {
	p := deskConflict(f)
	p.Failure, p.Cannot = deskFields("take", "Choose what shall hold.", "reason", "Say why, for the record."), "What was signed is not rewritten. Amend the contract, or cancel it and activate it anew."
	return p
}
