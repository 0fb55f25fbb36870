// Package jobs is the work that rekon does over the share: it takes what staff
// dropped, decides about it, stores or gives it back, and publishes the outcome.
//
// [Job.Run] is one pass. Each workbook goes through the same stages, in an order
// that a kill at any moment cannot harm (docs/adr/0004-publish-order.md):
//
//	claim     so that no other worker takes it
//	archive   the original bytes into arsip/, under their hash
//	decide    read it, match it with the plan, compute; nothing is written
//	store     one database transaction: the drop, and the report with its results
//	publish   the receipt or what to mend, later the variance workbook
//	clear     the file out of masuk/
//	mark      the drop as done
//
// Beside the workbooks of a quarter lies a manifest of their hashes, which
// [Job.PublishManifests] writes from what the database says is published.
//
// Several workers may do so at once over one share and one database
// (docs/adr/0007-several-workers.md).
//
// A pass begins by finishing what an earlier one left between two stages.
//
// [Job.CloseOut] keeps how the agencies stand once a quarter's due date has passed. A
// [Worker] does both on schedule, and [Job.Recorded] keeps a record of each run. Each
// ends with [Job.PublishStatus], the page that tells how all agencies stand. [Metrics]
// count what is done, and a [Watch] looks beside it whether it can go on.
//
// [Job.Withdraw] takes a report back, [Job.CloseQuarter] and [Job.ReopenQuarter] close a
// quarter and open it again; the history keeps who did so and why.
//
// [Job.Verify] goes through all of it once more, from the originals, and compares
// (docs/adr/0011-verify.md).
//
// Where there is [Mail], what is stored queues the letters that tell of it, and
// [Job.Remind] those that remind of a due date. [Job.SendMail] composes and sends them,
// beside the other work.
package jobs
