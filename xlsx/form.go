package xlsx

// VarianceForm and SummaryForm count the layouts of the workbooks that we publish. One is
// raised when the same figures would stand in other cells, under other titles or with
// other formulas, so that whoever compares a workbook of an earlier version does not
// take the other layout for a change. SummaryForm is raised, too, when the card of a
// summary would say more or something else: all are made anew then.
const (
	VarianceForm = 2
	SummaryForm  = 9
)
