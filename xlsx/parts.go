package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/xuri/excelize/v2"
)

// parts packs the files of a workbook in the order of their names and without
// dates: the library hands streamed sheets over in random order.
type parts struct {
	w     io.Writer
	files map[string]*bytes.Buffer
}

func newParts(w io.Writer) excelize.ZipWriter {
	return &parts{w: w, files: map[string]*bytes.Buffer{}}
}

// Create begins a part.
func (p *parts) Create(name string) (io.Writer, error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	p.files[name] = b
	return b, nil
}

// AddFS is not needed for a workbook.
func (p *parts) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close packs what was written.
func (p *parts) Close() error {
	z := zip.NewWriter(p.w)
	z.RegisterCompressor(zip.Deflate, newFlater)
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		part, err := z.Create(name)
		if err != nil {
			return err
		}
		if _, err := p.files[name].WriteTo(part); err != nil {
			return err
		}
		buffers.Put(p.files[name])
	}
	return z.Close()
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// flaters are used again, as a fresh one costs more than a sheet takes to pack.
var flaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(io.Discard, flate.BestSpeed)
	return w
}}

// flater is a pooled compressor.
type flater struct{ *flate.Writer }

func newFlater(w io.Writer) (io.WriteCloser, error) {
	f := flaters.Get().(*flate.Writer)
	f.Reset(w)
	return flater{f}, nil
}

// Close flushes the compressor and gives it back.
func (f flater) Close() error {
	err := f.Writer.Close()
	flaters.Put(f.Writer)
	return err
}
