// Package reconcile is the arithmetic of rekon: it compares what a regional
// agency (OPD) planned in its Rencana Aksi with what it reported, line by line,
// and says what the difference means.
//
// Everything here is a pure function over values. There is no clock, no file,
// no database and no binary float: amounts are exact decimals, rules come in as
// [Rules], and the order of the input never changes the output. The package
// holds
//
//   - the plan ([Plan], [Line]), the report ([Report], [Realization]) and the
//     outcome ([Result], [Variance]);
//   - the reading of numbers that people type ([ReadNumber]), which returns every
//     reading a text allows and leaves a doubt a doubt;
//   - the matching of typed names with planned lines ([Matcher]);
//   - the checks of a plan ([CheckPlan]) and the questions a careful reviewer
//     asks of a report ([Review]);
//   - [Reconcile] itself;
//   - the way back from a figure to the cells it rests on ([Lineage]).
//
// A figure that nobody stated is never zero: [Quantity] and [Amount] know
// whether something was said. Every figure carries the [Source] it was read
// from, so that a number in a report leads back to a cell of a kept original.
package reconcile
