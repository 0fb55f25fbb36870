// Package xlsx reads the workbooks that offices send and writes those that rekon
// gives out.
//
// Reading goes by the words of headings, never by position: [Open] takes a
// workbook in, within limits and without following anything it names; ReadPlan
// finds a Rencana Aksi in it, ReadRealization a quarter's realisasi, matched with
// the planned lines. Both report every doubt as a finding at its cell, all in one
// pass, and leave the reading of numbers to package reconcile.
//
// Writing needs a [reconcile.Result] or a [reconcile.Plan] and nothing else: the
// variance workbook with live formulas, and the entry workbook that staff fill.
// [Annotate] gives a workbook back as it came, with its findings marked at their
// cells. The same result gives the same bytes, and [CompareVariance], [CompareSummary] and
// [CompareOverview] say in which cells a published workbook shows something else.
package xlsx
