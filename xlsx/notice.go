package xlsx

import "rekon/reconcile"

// Notices tell what else the workbook brings that we leave alone: macros, and links
// to other workbooks or sources of data, which are never followed.
func (b *Book) Notices() []reconcile.Finding {
	at := b.First()
	info := func(code reconcile.Code, message string) reconcile.Finding {
		return reconcile.Finding{Code: code, Source: at, Message: reconcile.Place(at) + ": " + message}
	}
	var out []reconcile.Finding
	if b.parcel.macros {
		out = append(out, info(reconcile.MacrosIgnored,
			"buku kerja ini berisi makro. Makro tidak pernah dijalankan; yang dibaca hanya isi sel. Bila makro tidak diperlukan, simpan sebagai .xlsx."))
	}
	if b.parcel.links {
		out = append(out, info(reconcile.ExternalLinks,
			"buku kerja ini mengambil angka dari berkas atau sumber data lain. Tautannya tidak pernah dibuka; yang dibaca adalah angka yang terakhir tersimpan. Perbarui dahulu, lalu putuskan tautannya lewat Data > Edit Links > Break Link."))
	}
	return out
}
