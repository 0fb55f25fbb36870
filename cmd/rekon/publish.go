package main

import (
	"context"

	"github.com/spf13/cobra"

	"rekon/reconcile"
)

func (a *app) publishCommand() *cobra.Command {
	var agency string
	var p reconcile.Period
	c := &cobra.Command{
		Use:   "publish --agency CODE --year YYYY --quarter N",
		Short: "Write the workbooks of a quarter again",
		Long: "Write the workbooks of an agency's quarter into hasil/ again, from what is stored: for\n" +
			"when somebody wrote into one, as `rekon verify` tells, or removed it. What lies in\n" +
			"their place and is not ours is kept in arsip/. Nothing is computed anew. With --json:\n" +
			"{agency, year, quarter, published: [path in the share]}.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkOrder(p, "", false); err != nil {
				return err
			}
			return a.with(cmd.Context(), true, func(o *office) error { return a.publish(cmd.Context(), o, agency, p) })
		},
	}
	periodFlags(c, &agency, &p)
	return c
}

type publishedJSON struct {
	Agency    string   `json:"agency"`
	Year      int      `json:"year"`
	Quarter   int      `json:"quarter"`
	Published []string `json:"published"`
}

func (a *app) publish(ctx context.Context, o *office, agency string, p reconcile.Period) (err error) {
	if agency, err = o.agency(ctx, agency); err != nil {
		return err
	}
	names, err := o.job.PublishAgain(ctx, agency, p)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(publishedJSON{agency, p.Year, p.Quarter, names})
	}
	for _, name := range names {
		a.printf("terbit       %s\n", name)
	}
	return nil
}
