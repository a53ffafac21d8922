package engine

// GroupSize is how many values one IN-list of ours takes. SQL that both engines speak has no lists as arguments, so a statement has as many
// places as a group has values: enough to save most round trips, few enough to be read.
const GroupSize = 16

// Groups cuts values into arguments for statements with an IN-list of GroupSize places. The last group is filled up by repeating its last
// value, which changes nothing of what is found.
func Groups(values []string) [][]any {
	var groups [][]any
	for from := 0; from < len(values); from += GroupSize {
		group := make([]any, GroupSize)
		for i := range group {
			group[i] = values[min(from+i, len(values)-1)]
		}
		groups = append(groups, group)
	}
	return groups
}
