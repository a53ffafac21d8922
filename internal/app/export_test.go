package app

import "context"

// CloseDays lets tests run the schedule's close of days once.
func (a *App) CloseDays(ctx context.Context) error { return a.closeDays(ctx) }

// TakeDropped lets tests look into the feed's folder once.
func (a *App) TakeDropped(ctx context.Context) error { return a.takeDropped(ctx) }
