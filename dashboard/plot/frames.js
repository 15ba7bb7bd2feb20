/* Shows a frame of follow.js, which stands in for parts of the figure until the server sends the next
   one. A hand moves faster than Plotly.react draws, so what a frame of a table or of bars changes is
   drawn alone; every other frame is drawn as a figure. */

const SOON = 250 // milliseconds

function followSlider(chart) {
  const { host, end } = chart
  const take = ({ detail }) => draw(Object.assign(chart, { frame: detail }), false)
  host.addEventListener("frame", take, { signal: end.signal })
}

function paintFrame(chart, Plotly) {
  const { figure, frame } = chart
  const moved = Object.keys(frame.layout).join()
  if (isTable(figure) && !moved) return paintTable(chart, Plotly)
  const bars = figure.data.every(({ type }) => type === "bar")
  if (bars && moved === "xaxis" && frame.layout.xaxis.visible === false) return paintBars(chart)
  return paintWhole(chart, Plotly)
}

function paintTable(chart, Plotly) {
  paintCells(chart)
  chart.soon ??= setTimeout(() => {
    chart.soon = null
    if (chart.frame && !chart.drawing && !gone(chart)) moveColourBar(chart, Plotly)
  }, SOON)
}

/* Where the colours end elsewhere: it takes plotly longer than all cells, so not with each mark. */
function moveColourBar(chart, Plotly) {
  const { host, figure, frame } = chart
  chart.drawing = true // the cells stand as they are
  frame.data.forEach(({ zmin, zmax, colorbar }, number) => {
    const trace = figure.data[number]
    if (zmax === undefined || trace.showscale === false) return
    Object.assign(host.data[number], { zmin: zmin ?? trace.zmin, zmax })
    Plotly.restyle(host, { colorbar: [{ ...trace.colorbar, ...colorbar }] }, [number])
  })
  chart.drawing = false
}

/* Bars along an axis that nobody sees, by plotly's own functions for them: the axes, the margins and
   what else stays is most of a drawing. */
function paintBars({ host, frame }) {
  const { _plots, _basePlotModules } = host._fullLayout
  const { xaxis } = _plots.xy
  xaxis.range = frame.layout.xaxis.range
  xaxis.setScale()
  frame.data.forEach((fields, number) => {
    const trace = Object.assign(host._fullData[number], fields, { x: unpacked(fields.x) })
    const bars = trace._module.calc(host, trace)
    Object.assign(bars[0], { trace, t: bars[0].t ?? {} })
    host.calcdata[number] = bars
  })
  host._fullData[0]._module.crossTraceCalc(host, _plots.xy)
  _basePlotModules[0].plot(host)
}

/* Floats as plotly's JSON packs them, those of a table as its rows. */
function unpacked(packed) {
  if (!packed.bdata) return packed
  const signs = atob(packed.bdata)
  const bytes = new Uint8Array(signs.length)
  for (let at = 0; at < signs.length; at++) bytes[at] = signs.charCodeAt(at) // `from` is ten times slower
  const { buffer } = bytes
  const numbers = new (packed.dtype === "f4" ? Float32Array : Float64Array)(buffer)
  if (!packed.shape) return numbers
  const [height, width] = packed.shape.split(",").map(Number)
  const row = (_, at) => numbers.subarray(at * width, (at + 1) * width)
  return Array.from({ length: height }, row)
}
