package xlsx

import "rekon/reconcile"

// tones gives each flag its ground. The flag's word always stands on it.
var tones = map[reconcile.Status]ground{
	reconcile.Tercapai: groundGood, reconcile.Melampaui: groundGood, reconcile.SesuaiRencana: groundGood, reconcile.Diterima: groundGood,
	reconcile.PerluKlarifikasi: groundAttention, reconcile.DiBawah: groundAttention, reconcile.DiAtas: groundAttention,
	reconcile.DiterimaCatatan: groundAttention, reconcile.Terlambat: groundAttention,
	reconcile.TidakTercapai: groundBad, reconcile.MelebihiPagu: groundBad, reconcile.Ditolak: groundBad,
	reconcile.BelumLapor:      groundUnreported,
	reconcile.BelumJatuhTempo: groundNeutral, reconcile.TidakAdaTarget: groundNeutral, reconcile.Ditutup: groundNeutral,
}

// tone is the ground of a flag. What rests on incomplete data is never shown as
// good.
func tone(s reconcile.Status, incomplete bool) ground {
	g := tones[s]
	if g == groundGood && incomplete {
		return groundNeutral
	}
	return g
}

// severityWords names the severities to staff.
var severityWords = map[reconcile.Severity]string{
	reconcile.Error: "Kesalahan", reconcile.Warning: "Peringatan", reconcile.Info: "Keterangan",
}

var severityTones = map[reconcile.Severity]ground{
	reconcile.Error: groundBad, reconcile.Warning: groundAttention, reconcile.Info: groundNeutral,
}

// levelWords names the levels of the plan.
var levelWords = map[reconcile.Level]string{
	reconcile.LevelSasaran: "Indikator", reconcile.LevelProgram: "Program",
	reconcile.LevelKegiatan: "Kegiatan", reconcile.LevelSubKegiatan: "Sub Kegiatan",
}
