# Out of the log of go test -v, read twice: what failed tests said, and all that
# belongs to no test, such as a build error or a panic.
FNR == NR {
	if ($1 == "---" && $2 == "FAIL:") failed[$3] = 1
	next
}
/^=== / { test = $3; next }
/^(ok|FAIL|PASS|\?)([ \t]|$)/ { test = ""; panicking = 0 }
/^(panic|fatal error):/ { panicking = 1 }
/^ *--- (PASS|SKIP)/ || /^PASS$/ || /^ok[ \t]/ || /^\?[ \t]/ { next }
test == "" || panicking || test in failed || $2 == "FAIL:" { print }
