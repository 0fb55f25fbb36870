package reconcile

// InferAggregation says how the quarters of a line add up over the year. Doubt
// is true where no rule fits and akumulatif is only the assumption.
func InferAggregation(l Line) (agg Aggregation, doubt bool) { return "", false }
