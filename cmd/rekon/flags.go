package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"rekon/reconcile"
)

// agencyYearFlags adds --agency and --year, both required.
func agencyYearFlags(c *cobra.Command, agency *string, year *int) {
	c.Flags().StringVar(agency, "agency", "", "`CODE` of the agency")
	c.Flags().IntVar(year, "year", 0, "budget year, `YYYY`")
	require(c, "agency", "year")
}

// periodFlags adds --agency, --year and --quarter, all required.
func periodFlags(c *cobra.Command, agency *string, p *reconcile.Period) {
	agencyYearFlags(c, agency, &p.Year)
	c.Flags().IntVar(&p.Quarter, "quarter", 0, "triwulan, 1 to 4")
	require(c, "quarter")
}

// require marks flags as required; cobra's own message names them.
func require(c *cobra.Command, flags ...string) {
	before := c.PreRunE
	c.PreRunE = func(cmd *cobra.Command, args []string) error {
		if before != nil {
			if err := before(cmd, args); err != nil {
				return err
			}
		}
		for _, flag := range flags {
			if !cmd.Flags().Changed(flag) {
				return usage("%s--%s is missing: see --help", name(cmd), flag)
			}
		}
		return nil
	}
}

func checkQuarter(p reconcile.Period) error {
	if p.Quarter < 1 || p.Quarter > 4 {
		return usage("--quarter %d: give 1, 2, 3 or 4", p.Quarter)
	}
	return nil
}

func noPlan(agency string, year int) error {
	return fmt.Errorf("%s %d: no plan is stored: run `rekon plan import FILE --agency %s --year %d`", agency, year, agency, year)
}
