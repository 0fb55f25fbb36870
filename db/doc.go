// Package db keeps what rekon knows: the plans and their revisions, every file
// that was ever dropped, the accepted reports, and the results computed from
// them. It runs on SQLite and on MySQL or MariaDB with one set of queries; what
// differs between the two is in dialect.go and in the two folders of migrations.
//
// # How writes stay right
//
// All that is stored for one agency and year carries a version, a number that
// every write raises. A caller reads a [State], computes results from it, and
// hands them to [DB.Accept] or [DB.SaveResults] with the version they rest on.
// If anything of that agency and year changed meanwhile, the write is refused
// with [ErrConflict] and the caller computes anew. A write is one transaction, and
// its number of statements does not grow with the number of lines.
//
// # When the database fails
//
// A transaction is tried again as a whole, for about twelve seconds and with waits
// that differ from those of other writers, when the server undid it (a deadlock, a
// lock waited for too long, on a Galera cluster another node that was faster) or was
// lost (connection cut, server stopped, node not ready). Reads are tried again, too.
// Then the error is [ErrUnavailable] or that of the server, and the next run takes up
// what is left.
//
// Where the answer to a commit was lost with the connection, it may have been done,
// and the second attempt must come to the same. Accept, Return and Duplicate find
// the number that their drop has. SavePlan finds the revision, CloseOut the row and
// BeginRun the run that bear what only their own first attempt can have written; Withdraw,
// CloseQuarter and Reopen find theirs.
// SaveResults is refused with [ErrConflict], after which its caller reads what it
// stored. The others set or remove the same once more: EndRun, ForgetRuns,
// MarkDropPublished, MarkResultPublished, and Republish, which at worst has a
// workbook written twice.
//
// # What happened
//
// What a write does it tells in the same transaction as an [Event], in a chain of hashes
// that is only added to. [DB.HistoryFaults] finds what was changed behind our back, and
// [DB.Compare] what is not as the originals say.
//
// # What waits to be published
//
// The database is the truth; files on the share follow it. A drop and a result
// are stored with no publication time, and [DB.MarkDropPublished] and
// [DB.MarkResultPublished] set it once their effects outside the database are
// done. What a crash interrupted is found by [DB.PendingDrops], [DB.PendingResults] and,
// of what was done to a quarter by hand, [DB.PendingEvents].
//
// # Several workers
//
// Who works on a file, a result or a job holds a claim on it ([DB.Claim]), a lease that
// it renews. A drop that rests on a claim is stored only while it is still its holder's
// ([ErrLost]), and at most once.
//
// # Letters
//
// What is told by e-mail is queued in the transaction that stores it, one [Message] for
// each recipient, once for each thing told. An [Outbox] is how a worker takes letters,
// one at a time by compare-and-set and for the length of a lease. What a letter says is
// not stored: it follows from what it is about.
//
// # Exactness
//
// Rupiah are kept to the sen, quantities to 12 decimals and percentages to 4,
// rounded half away from zero before they are bound, so that both engines hold
// the same. A figure too large for its column is refused with [ErrRange]. Money
// is never summed in SQL. Times are UTC to the microsecond; text loses invalid
// UTF-8 and NUL. Columns that hold JSON keep Go values under their field names
// and are for rekon alone; every other column may be read by other systems.
package db
