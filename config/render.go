package config

import (
	"github.com/goccy/go-yaml"
)

// String gives the settings in effect in the shape of the file, passwords
// masked: what rekon config prints.
func (c Config) String() string {
	out, err := yaml.MarshalWithOptions(c.tree(), yaml.IndentSequence(true))
	if err != nil { // a tree of texts and integers always encodes
		return "# " + err.Error() + "\n"
	}
	return string(out)
}

// MarshalJSON gives what String gives, as JSON.
func (c Config) MarshalJSON() ([]byte, error) {
	return yaml.MarshalWithOptions(c.tree(), yaml.JSON())
}

// tree is the file as ordered keys and values. Decimals are texts.
func (c Config) tree() yaml.MapSlice {
	db := yaml.MapSlice{{Key: "database", Value: c.Database.String()}}
	if c.Database.PasswordFile != "" {
		db = append(db, yaml.MapItem{Key: "database_password_file", Value: c.Database.PasswordFile})
	}
	out := yaml.MapSlice{{Key: "share", Value: c.Share}, {Key: "folders", Value: folderTree(c.Folders)}}
	out = append(out, db...)
	out = append(out, yaml.MapSlice{
		{Key: "settle", Value: c.Settle.String()},
		{Key: "schedule", Value: scheduleTree(c.Schedule)},
	}...)
	if c.Mail.Server != "" {
		out = append(out, yaml.MapItem{Key: "mail", Value: mailTree(c.Mail)})
	}
	return append(out, yaml.MapSlice{
		{Key: "limits", Value: limitTree(c.Limits)},
		{Key: "rules", Value: ruleTree(c.Rules)},
		{Key: "units", Value: unitTree(c.Units)},
		{Key: "names", Value: nameTree(c.Names)},
		{Key: "agencies", Value: agencyTree(c.Agencies)},
		{Key: "lines", Value: lineTree(c.Lines)},
		{Key: "plan_lines", Value: sameTree(c.Same)},
		{Key: "layouts", Value: layoutTree(c.Layouts)},
	}...)
}

func folderTree(f Folders) yaml.MapSlice {
	out := yaml.MapSlice{}
	for _, p := range f.pairs() {
		out = append(out, yaml.MapItem{Key: p[0], Value: p[1]})
	}
	return out
}

func scheduleTree(s Schedule) yaml.MapSlice {
	return yaml.MapSlice{
		{Key: "intake", Value: s.Intake},
		{Key: "close_out", Value: s.CloseOut},
		{Key: "reminder", Value: s.Reminder},
		{Key: "reminder_days", Value: s.ReminderDays},
		{Key: "mail", Value: s.Mail},
		{Key: "stop_within", Value: s.StopWithin.String()},
		{Key: "lease", Value: s.Lease.String()},
	}
}

func mailTree(m Mail) yaml.MapSlice {
	out := yaml.MapSlice{{Key: "server", Value: m.Server}, {Key: "security", Value: m.Security}}
	out = append(out, said("user", m.User)...)
	if m.PasswordFile != "" {
		out = append(out, yaml.MapItem{Key: "password_file", Value: m.PasswordFile})
	} else {
		out = append(out, said("password", m.Password.String())...)
	}
	out = append(out, yaml.MapItem{Key: "from", Value: m.From})
	out = append(out, said("administrator", m.Administrator)...)
	return append(out, yaml.MapSlice{
		{Key: "timeout", Value: m.Timeout.String()},
		{Key: "attachments", Value: bytesText(m.Attachments)},
		{Key: "give_up", Value: m.GiveUp.String()},
	}...)
}

func limitTree(l Limits) yaml.MapSlice {
	return yaml.MapSlice{
		{Key: "file_size", Value: bytesText(l.FileBytes)},
		{Key: "unpacked_size", Value: bytesText(l.UnpackedBytes)},
		{Key: "rows", Value: l.Rows},
		{Key: "columns", Value: l.Columns},
		{Key: "sheets", Value: l.Sheets},
		{Key: "memory", Value: bytesText(l.Memory)},
		{Key: "time", Value: l.Time.String()},
	}
}

func ruleTree(r Rules) yaml.MapSlice {
	tolerance := func(t Tolerance) yaml.MapSlice {
		return yaml.MapSlice{{Key: "absolute", Value: t.Absolute}, {Key: "percent", Value: t.Percent}}
	}
	bands, scales := yaml.MapSlice{}, yaml.MapSlice{}
	for _, b := range r.Bands {
		bands = append(bands, yaml.MapItem{Key: b.Name, Value: b.Min})
	}
	for _, s := range r.Scales {
		scales = append(scales, yaml.MapItem{Key: s.Name, Value: list(s.Words)})
	}
	return yaml.MapSlice{
		{Key: "tolerance", Value: yaml.MapSlice{
			{Key: "physical", Value: tolerance(r.PhysicalTolerance)},
			{Key: "money", Value: tolerance(r.MoneyTolerance)},
		}},
		{Key: "capaian_cap", Value: r.CapaianCap},
		{Key: "negative_formula", Value: r.NegativeFormula},
		{Key: "capaian_extreme", Value: r.CapaianExtreme},
		{Key: "efisiensi_band", Value: r.EfisiensiBand},
		{Key: "due_day", Value: r.DueDay},
		{Key: "bands", Value: bands},
		{Key: "scales", Value: scales},
	}
}

func unitTree(units []Unit) yaml.MapSlice {
	out := yaml.MapSlice{}
	for _, u := range units {
		item := yaml.MapSlice{{Key: "aliases", Value: list(u.Aliases)}}
		if u.Counted != nil {
			item = append(item, yaml.MapItem{Key: "counted", Value: *u.Counted})
		}
		out = append(out, yaml.MapItem{Key: u.Name, Value: item})
	}
	return out
}

func nameTree(groups [][]string) [][]string {
	out := [][]string{}
	for _, g := range groups {
		out = append(out, list(g))
	}
	return out
}

func agencyTree(agencies []Agency) []yaml.MapSlice {
	out := []yaml.MapSlice{}
	for _, a := range agencies {
		item := yaml.MapSlice{{Key: "code", Value: a.Code}, {Key: "name", Value: a.Name}, {Key: "aliases", Value: list(a.Aliases)}}
		item = append(item, said("head", a.Head)...)
		item = append(item, said("nip", a.NIP)...)
		out = append(out, append(item, yaml.MapSlice{{Key: "recipients", Value: list(a.Recipients)}, {Key: "head_mail", Value: list(a.HeadMail)}}...))
	}
	return out
}

func lineTree(lines []Line) yaml.MapSlice {
	out := yaml.MapSlice{}
	for _, l := range lines {
		item := yaml.MapSlice{}
		item = append(item, said("aggregation", l.Aggregation)...)
		item = append(item, said("polarity", l.Polarity)...)
		item = append(item, said("scale", l.Scale)...)
		out = append(out, yaml.MapItem{Key: l.Code, Value: item})
	}
	return out
}

// sameTree gathers what is confirmed by agency, in the order of the file.
func sameTree(all []Same) yaml.MapSlice {
	out := yaml.MapSlice{}
	for _, s := range all {
		item := yaml.MapItem{Key: s.New, Value: s.Old}
		if n := len(out); n > 0 && out[n-1].Key == s.Agency {
			out[n-1].Value = append(out[n-1].Value.(yaml.MapSlice), item)
			continue
		}
		out = append(out, yaml.MapItem{Key: s.Agency, Value: yaml.MapSlice{item}})
	}
	return out
}

func layoutTree(layouts []Layout) yaml.MapSlice {
	out := yaml.MapSlice{}
	for _, l := range layouts {
		out = append(out, yaml.MapItem{Key: l.Field, Value: list(l.Words)})
	}
	return out
}

// said is the entry of a text that is given, and nothing for one that is not.
func said(key, text string) yaml.MapSlice {
	if text == "" {
		return nil
	}
	return yaml.MapSlice{{Key: key, Value: text}}
}

// list is never null.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
