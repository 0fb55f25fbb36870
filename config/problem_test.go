package config

import (
	"errors"
	"strings"
	"testing"
)

// problems holds files with something wrong and what is said about each, with
// the path of the file left out.
var problems = []struct {
	name, text string
	want       []string
}{
	{"unknown key", "shore: x\n", []string{"1:1: shore: unknown key. Did you mean share?"}},
	{"unknown nested key", "limits:\n  rows: 5\n  colour: red\n", []string{
		"3:3: limits.colour: unknown key. Known keys: columns, file_size, memory, rows, sheets, time, unpacked_size."}},
	{"several at once", "settle: 5\nrules:\n  due_day: 31\n  capaian_cap: 110\nfolders:\n  masuk: a/b\n", []string{
		`1:9: settle: "5" is not a length of time. Write a number with its unit, for example 5s, 2m or 1h30m.`,
		`3:12: rules.due_day: "31" is not a whole number from 1 to 30`,
		`4:16: rules.capaian_cap: "110" is not among the choices. Write one of 100, 120, 150, none.`,
		`6:10: folders.masuk: "a/b" is not the name of a folder. Write one plain name, without / or \.`}},
	{"wrong types", "share: [a]\nfolders: masuk\nagencies: {}\nsettle: true\nunits:\n  Orang: Org\n", []string{
		"1:8: share: expected a text, found a list. Put it between quotes if it is meant as text.",
		"2:10: folders: expected keys and values, found a single value",
		"3:11: agencies: expected a list, found keys and values. Write [one, two], or one per line after a dash.",
		"4:9: settle: expected a text, found true or false. Put it between quotes if it is meant as text.",
		"6:10: units.Orang: expected keys and values, found a single value"}},
	{"empty value", "share:\nsettle: \"\"\n", []string{
		"1:1: share: is empty. Give it a value or take the line out.",
		"2:9: settle: is empty. Give it a value or take the line out."}},
	{"repeated key", "share: a\nsettle: 5s\nshare: b\n", []string{
		"3:1: share: stands here a second time, first in line 1. Keep one of the two."}},
	{"second document", "share: a\n---\nshare: b\n", []string{
		"3:1: a second document. Keep all settings in one, without --- between them."}},
	{"not a mapping", "- share\n", []string{"1:1: expected keys and values, found a list"}},
	{"anchor", "share: &a x\nsettle: *a\n", []string{
		"1:8: share: expected a text, found an anchor (&, *), which is not used here. Put it between quotes if it is meant as text.",
		"2:9: settle: expected a text, found an anchor (&, *), which is not used here. Put it between quotes if it is meant as text."}},
	{"merge key", "limits:\n  <<: {rows: 1}\n", []string{"2:3: limits: a key that is not plain text"}},
	{"line break", "share: |\n  a\n  b\n", []string{
		"1:8: share: holds a line break or a control character. Write it on one line."}},

	{"decimals", "rules:\n  tolerance:\n    money: {absolute: 1.000, percent: '2,5'}\n    physical: {absolute: -1, percent: 1e3}\n", []string{
		`3:23: rules.tolerance.money.absolute: "1.000" can be 1000 or a decimal. Write 1000 without a separator, or the decimal without its last zero.`,
		`3:39: rules.tolerance.money.percent: "2,5" has a comma. Decimals take a point here: 2.5.`,
		`4:26: rules.tolerance.physical.absolute: "-1" is not a figure of 0 or more. Write digits, with a point before decimals, for example 1000 or 2.5.`,
		`4:39: rules.tolerance.physical.percent: "1e3" is not a figure of 0 or more. Write digits, with a point before decimals, for example 1000 or 2.5.`}},
	{"rules", "rules:\n  negative_formula: R/T\n  capaian_extreme: 90\n  scales: {MUTU: [a]}\n", []string{
		`2:21: rules.negative_formula: "R/T" is not among the choices. Write one of (2T-R)/T, T/R.`,
		"3:20: rules.capaian_extreme: 90 percent is not extreme. Write 100 or more.",
		"4:12: rules.scales.MUTU: unknown key. Known keys: IKM, SAKIP."}},
	{"bands", "rules:\n  bands:\n    Baik: 50\n    Sedang: 60\n    Kurang: 10\n", []string{
		"3:5: rules.bands: the last band does not begin at 0. Let the last band be the one for 0.",
		"4:13: rules.bands.Sedang: 60 is not below the band before it. List the best band first."}},
	{"limits", "limits: {file_size: 20XB, unpacked_size: 5GB, time: 0s, rows: 007}\n", []string{
		`1:21: limits.file_size: "20XB" is not a size. Write for example 20MB.`,
		`1:53: limits.time: "0s" is not between 1s and 1h0m0s`,
		`1:63: limits.rows: "007" is not a whole number from 1 to 1048576`}},
	{"mail without a server", "mail: {security: ssl, form: x}\n", []string{
		"1:7: mail: has no server. Write the server that letters go out by: server: smtp.instansi.go.id:587.",
		"1:7: mail: has no from. Write the address that letters come from: from: rekon@instansi.go.id.",
		`1:18: mail.security: "ssl" is not among the choices. Write one of starttls, tls, none.`,
		"1:23: mail.form: unknown key. Did you mean from?"}},
	{"mail in the clear", "mail:\n  server: smtp.b.go.id\n  security: none\n  user: rekon\n  password: x\n  from: r@b.go.id\n", []string{
		"3:13: mail.security: letters would go to smtp.b.go.id in the clear. Write starttls or tls; none is for a server on this machine.",
		"4:9: mail.user: the password would go out in the clear. Write security: starttls or tls, or take the user out."}},
	{"mail addresses", "mail:\n  server: a b:25\n  from: rekon\n  administrator: A <a@b.go.id>\n  attachments: 1TB\n", []string{
		`2:11: mail.server: "a b:25" is not a server. Write host:port, for example smtp.instansi.go.id:587.`,
		`3:9: mail.from: "rekon" is not an e-mail address. Write rekon@instansi.go.id, or rekon <rekon@instansi.go.id>.`,
		`4:18: mail.administrator: "A <a@b.go.id>" is not an e-mail address. Write it plain: nama@instansi.go.id.`,
		`5:16: mail.attachments: "1TB" is not a size. Write for example 20MB.`}},
	{"no setting adds a header", "mail: {server: smtp.b.go.id, from: \"rekon\\r\\nBcc: lain@jahat.id <r@b.go.id>\", administrator: \"a@b.go.id\\r\\nBcc: lain@jahat.id\"}\nagencies:\n  - {code: A, name: A, recipients: [\"a@b.id\\nX: y\"]}\n", []string{
		"1:36: mail.from: holds a line break or a control character. Write it on one line.",
		"1:94: mail.administrator: holds a line break or a control character. Write it on one line.",
		"3:37: agencies[1].recipients[1]: holds a line break or a control character. Write it on one line."}},
	{"a user and no password", "mail: {server: smtp.b.go.id, user: r, from: r@b.go.id}\n", []string{
		"1:36: mail.user: has no password. Write password_file: with the name of a file that holds it, or set REKON_MAIL_PASSWORD."}},
	{"a password and no user", "mail: {server: smtp.b.go.id, password: geheim, from: r@b.go.id}\n", []string{
		"1:40: mail.password: there is no user whose password it is. Write user:, or take the line out."}},
	{"two passwords", "mail: {server: s:0, user: r, password: geheim, password_file: sandi.txt, from: r@b.go.id}\n", []string{
		`1:16: mail.server: "s:0" is not a server. Write host:port, for example smtp.instansi.go.id:587.`,
		"1:63: mail.password_file: the password stands in the settings, too. Keep one of the two, better the file.",
		"1:63: mail.password_file: no such file. Put the password there as its only line, readable for rekon alone (chmod 600)."}},
	{"reminder days", "schedule: {reminder_days: [7, 61, 7]}\n", []string{
		`1:31: schedule.reminder_days[2]: "61" is not a whole number from 0 to 60`,
		"1:35: schedule.reminder_days[3]: 7 stands here a second time. Keep one of the two."}},
	{"schedules", "schedule:\n  intake: 5 menit\n  stop_within: 0s\n  lease: 2h\n", []string{
		`2:11: schedule.intake: "5 menit" is not a cron expression: expected 5 to 6 fields, found 2: [5 menit]. Write minute hour day month weekday between quotes, for example "* * * * *" for every minute, or none.`,
		`3:16: schedule.stop_within: "0s" is not between 1s and 1h0m0s`,
		`4:10: schedule.lease: "2h" is not between 1s and 1h0m0s`}},
	{"a schedule that never comes", "schedule: {intake: 0 0 31 2 *}\n", []string{
		`1:20: schedule.intake: "0 0 31 2 *" never comes. Look at day and month, or write none.`}},
	{"a schedule with a zone", "schedule: {intake: TZ=Asia/Tokyo}\n", []string{
		`1:20: schedule.intake: "TZ=Asia/Tokyo" is not a cron expression. Write minute hour day month weekday between quotes, for example "* * * * *" for every minute, or none.`}},
	{"a shorthand", "schedule: {intake: '@hourly'}\n", []string{
		`1:20: schedule.intake: "@hourly" is not a cron expression: parser does not accept descriptors: @hourly. Write minute hour day month weekday between quotes, for example "* * * * *" for every minute, or none.`}},
	{"a schedule without quotes", "schedule:\n  intake: * * * * *\n", []string{
		"2:19: not YAML: undefined alias name. Mind the indentation, in spaces, and put texts with : or # between quotes."}},
	{"sizes at odds", "limits:\n  file_size: 1GB\n", []string{
		"2:3: limits: unpacked_size is less than file_size. A workbook is a zip file: allow several times more unpacked."}},
	{"size too large", "limits: {file_size: 99999999999GB}\n", []string{
		`1:21: limits.file_size: "99999999999GB" is not between 1KB and 1GB`}},
	{"folders alike", "folders:\n  hasil: Masuk\n", []string{
		`2:3: folders: masuk and hasil are both "Masuk". Give each folder a name of its own.`}},

	{"database forms", "database: rekon.db\n", []string{
		"1:11: database: not a database address. Write sqlite:rekon.db or mysql://user:password@host:3306/name."}},
	{"mariadb", "database: mariadb://r@h/rekon\n", []string{
		"1:11: database: unknown engine mariadb. MariaDB is reached as mysql://, too."}},
	{"sqlite url", "database: sqlite:///srv/rekon.db\n", []string{
		"1:11: database: is not a plain file name after sqlite:. Write for example sqlite:rekon.db or sqlite:/srv/rekon/rekon.db."}},
	{"mysql parameter", "database: mysql://r@h/rekon?charset=latin1\n", []string{
		"1:11: database: has an unknown parameter. Known are socket, tls."}},
	{"mysql tls", "database: mysql://r@h/rekon?tls=ya\n", []string{
		"1:11: database: has an unknown value for tls. Write one of true, false, skip-verify, preferred."}},
	{"mysql stray percent", "database: mysql://r:100%@h/rekon\n", []string{
		"1:11: database: has a user or a password with a stray %. Write %25 for a %. Better, keep the password in a file (database_password_file) or in REKON_DATABASE_PASSWORD."}},
	{"mysql without user", "database: mysql://h/rekon\n", []string{
		"1:11: database: is not a mysql:// address with a user. Write sqlite:rekon.db or mysql://user:password@host:3306/name."}},
	{"mysql port", "database: mysql://r@h:99999/rekon\n", []string{
		"1:11: database: has a port that is not a number from 1 to 65535"}},
	{"mysql schema", "database: mysql://r@h:3306\n", []string{
		"1:11: database: names no schema. Write the schema after the host: mysql://user@host:3306/rekon."}},
	{"two passwords", "database: mysql://r:p@h/rekon\ndatabase_password_file: x\n", []string{
		"2:25: database_password_file: the database address holds a password, too. Keep one of the two, better the file."}},
	{"password for sqlite", "database_password_file: x\n", []string{
		"1:25: database_password_file: has no use with sqlite. Take the line out, or write a mysql:// database."}},
	{"password file missing", "database: mysql://r@h/rekon\ndatabase_password_file: x\n", []string{
		"2:25: database_password_file: no such file. Put the password there as its only line, readable for rekon alone (chmod 600)."}},

	{"agency incomplete", "agencies:\n  - code: A\n  - name: B\n  -\n", []string{
		"2:5: agencies[1]: has no name. Every agency needs a code and a name.",
		"3:5: agencies[2]: has no code. Every agency needs a code and a name.",
		"4:5: agencies[3]: is empty. Every agency needs a code and a name."}},
	{"agency twice", "agencies:\n  - {code: BKPP, name: Badan A}\n  - {code: bkpp, name: 'badan  a', aliases: [BADAN A, C, c]}\n", []string{
		`3:12: agencies[2].code: "bkpp" is already given at agencies[1]. A name can belong to one only.`,
		`3:24: agencies[2].name: "badan  a" is already given at agencies[1]. A name can belong to one only.`,
		`3:46: agencies[2].aliases[1]: "BADAN A" is already given at agencies[1]. A name can belong to one only.`,
		`3:58: agencies[2].aliases[3]: "c" is already given at agencies[2]. A name can belong to one only.`}},
	{"agency codes", "agencies:\n  - {code: a/b, name: A}\n  - {code: nul, name: B}\n  - {code: .., name: C}\n", []string{
		`2:12: agencies[1].code: "a/b" cannot be a code. Use up to 40 letters, digits, dots and dashes: the code names folders, too.`,
		`3:12: agencies[2].code: "nul" cannot be a code. Use up to 40 letters, digits, dots and dashes: the code names folders, too.`,
		`4:12: agencies[3].code: ".." cannot be a code. Use up to 40 letters, digits, dots and dashes: the code names folders, too.`}},
	{"head and mail", "agencies:\n  - {code: A, name: A, nip: 123, recipients: [x, 'A <a@b.id>']}\n", []string{
		`2:29: agencies[1].nip: "123" is not a NIP. A NIP has 18 digits, spaces allowed.`,
		`2:47: agencies[1].recipients[1]: "x" is not an e-mail address. Write it plain: nama@instansi.go.id.`,
		`2:50: agencies[1].recipients[2]: "A <a@b.id>" is not an e-mail address. Write it plain: nama@instansi.go.id.`}},
	{"units", "units:\n  Orang: [Org]\n  Orangan: {aliases: [ORG], counted: ya}\n", []string{
		`3:23: units.Orangan.aliases[1]: "ORG" is already given at units.Orang. A name can belong to one only.`,
		"3:38: units.Orangan.counted: expected true or false, found a single value"}},
	{"names", "names:\n  - [PNS, ASN, pns]\n  - [Diklat, asn, '-']\n  - [Rapat]\n  - []\n  - Rapat\n  - [Rapat, {a: b}]\n", []string{
		`2:16: names[1][3]: "pns" is already given at names[1]. A name can belong to one only.`,
		`3:14: names[2][2]: "asn" is already given at names[1]. A name can belong to one only.`,
		`3:19: names[2][3]: "-" is not a word. Write words or phrases as they stand in names, for example [PNS, ASN].`,
		`4:5: names[3]: has nothing that means the same. Write two words or more, for example [PNS, ASN].`,
		`5:5: names[4]: has nothing that means the same. Write two words or more, for example [PNS, ASN].`,
		`6:5: names[5]: expected a list, found a single value. Write [one, two], or one per line after a dash.`,
		`7:6: names[6][1]: "Rapat" is already given at names[3]. A name can belong to one only.`,
		`7:13: names[6][2]: expected a text, found keys and values. Put it between quotes if it is meant as text.`}},
	{"names by key", "names:\n  PNS: ASN\n", []string{
		"2:3: names: expected a list, found keys and values. Write [one, two], or one per line after a dash."}},
	{"plan lines", "plan_lines:\n  BKPP: {a: '1.1', b: '1.1'}\n  a/b: {c: d}\n", []string{
		`2:23: plan_lines.BKPP.b: "1.1" is already given at plan_lines.BKPP.a. A name can belong to one only.`,
		`3:8: plan_lines.a/b: "a/b" is no code of an agency. Write the code as in agencies.`}},
	{"lines", "lines:\n  A: {aggregation: rata-rata, polarity: turun, scale: IKK}\n", []string{
		`2:20: lines.A.aggregation: "rata-rata" is not among the choices. Write one of akumulatif, posisi-akhir, tetap, tahunan.`,
		`2:41: lines.A.polarity: "turun" is not among the choices. Write one of positif, negatif.`,
		`2:55: lines.A.scale: "IKK" is not among the choices. Write one of SAKIP, IKM.`}},
}

func TestProblems(t *testing.T) {
	for _, tc := range problems {
		t.Run(tc.name, func(t *testing.T) {
			path := write(t, tc.text)
			_, err := Load(path, nil)
			var ps Problems
			if !errors.As(err, &ps) {
				t.Fatalf("got %v, want problems", err)
			}
			got := strings.Split(strings.ReplaceAll(err.Error(), path+":", ""), "\n")
			for i := range max(len(got), len(tc.want)) {
				switch {
				case i >= len(got):
					t.Errorf("missing:\n  %s", tc.want[i])
				case i >= len(tc.want):
					t.Errorf("more than wanted:\n  %s", got[i])
				case strings.TrimSpace(got[i]) != tc.want[i]:
					t.Errorf("got\n  %s\nwant\n  %s", got[i], tc.want[i])
				}
			}
		})
	}
}

func TestNotYAML(t *testing.T) {
	_, err := load(t, "share: a\n\tsettle: 5s\n")
	if err == nil || !strings.Contains(err.Error(), ":2:") || !strings.Contains(err.Error(), "not YAML") {
		t.Errorf("got %v", err)
	}
}

// A file that would send the parser into the depths is refused at once.
func TestTooDeep(t *testing.T) {
	for _, unit := range []string{"[", "{a: ", "- ", "? ", "!a ", "&a "} {
		_, err := load(t, strings.Repeat(unit, maxBytes/len(unit)/8))
		if err == nil || !strings.Contains(err.Error(), "not YAML") && !strings.Contains(err.Error(), "nested deeper") {
			t.Errorf("%q: got %v", unit, err)
		}
	}
}

func TestNoFile(t *testing.T) {
	_, err := Load("no-such/rekon.yaml", nil)
	want := "no-such/rekon.yaml: no such file. Run rekon init to make one, or name it with --config or REKON_CONFIG."
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}
