package app

import "context"

// CloseDays lets tests run the schedule's close of days once.
func (a *App) CloseDays(ctx context.Context) error { return a.closeDays(ctx) }
