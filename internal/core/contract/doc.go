// Package contract folds the events of a loan or lease into its state: balance, accrued interest, what is due and since when, and the
// working of every cent. It is pure law; how money travels is the gateway's business, what is booked is core/booking's, and the arithmetic
// of interest is core/finance's. Nothing here is stored as truth but terms and events: a schedule or a balance is derived, and a cached
// state can be thrown away at any time.
package contract
