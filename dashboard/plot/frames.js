/* Shows a frame of follow.js, which stands in for parts of the figure until the server sends the next
   one. A hand moves faster than Plotly.react draws, so what a frame of a table or of bars changes is
   drawn alone, and what is new in the figure that the server then sends; all else is drawn whole. */

const SOON = 250 // milliseconds
const UNSEEN = 1e-5 // of a colour bar
const MOVING = {
  heatmap: ["z", "zmin", "zmax", "colorbar", "text", "customdata", "hovertemplate"],
  bar: ["x", "text"],
} // what can be drawn alone

function followSlider(chart) {
  const { host, end } = chart
  const take = ({ detail }) => draw(Object.assign(chart, { frame: detail }), false)
  host.addEventListener("frame", take, { signal: end.signal })
}

function paintFrame(chart, Plotly) {
  const { figure, frame } = chart
  const moved = Object.keys(frame.layout).join()
  if (isTable(figure) && !moved) return paintTable(chart, Plotly)
  if (isBars(figure) && moved === "xaxis") return paintBars(chart, frame)
  return paintWhole(chart, Plotly)
}

/* Along an axis that nobody sees. */
function isBars({ data, layout }) {
  const lies = ({ type, orientation, xaxis }) => type === "bar" && orientation === "h" && !xaxis
  return layout.xaxis?.visible === false && data.length > 0 && data.every(lies)
}

/* All of a drawing but what can be drawn alone; null where nothing can. */
function planOf(chart) {
  const { host, figure, frame, theme } = chart
  const table = isTable(figure)
  if (!table && !isBars(figure)) return null
  const { xaxis, ...rest } = { ...figure.layout, ...frame?.layout }
  const axis = table ? xaxis : { ...xaxis, range: null }
  const traces = figure.data.map((trace) => {
    const still = Object.entries(trace).filter(([name]) => !MOVING[trace.type].includes(name))
    if (!table) return [still, unpacked(trace.x).length]
    return [still, answers(trace), unpacked(trace.z).map(({ length }) => length)]
  })
  return JSON.stringify([rest, axis, traces, theme, host.clientWidth, height(chart)])
}

/* Draws alone what is new in a figure; plotly gets what it says under the pointer. */
function paintNew(chart, Plotly) {
  const { host, figure } = chart
  chart.whole = false
  if (isBars(figure)) paintBars(chart, figure)
  else {
    figure.data.forEach((trace, number) => answers(trace) && tell(host, number, trace))
    paintCells(chart)
    moveColourBar(chart, Plotly)
  }
  hoverAgain(chart)
}

/* Plotly drops what is empty. */
function answers({ hoverinfo, z }) {
  return hoverinfo !== "skip" && unpacked(z).some((row) => row.some(Number.isFinite))
}

function tell(host, number, trace) {
  const { zmin, zmax, customdata, hovertemplate } = trace
  Object.assign(host.data[number], { customdata, hovertemplate })
  calculate(host, number, { z: unpacked(trace.z), zmin, zmax, customdata, hovertemplate })
}

/* Gives plotly what a trace is now, its own way. */
function calculate(host, number, fields) {
  const trace = Object.assign(host._fullData[number], fields)
  const points = trace._module.calc(host, trace)
  Object.assign(points[0], { trace, t: points[0].t ?? {} })
  host.calcdata[number] = points
}

function only(fields, names) {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]))
}

function paintTable(chart, Plotly) {
  paintCells(chart)
  chart.soon ??= setTimeout(() => {
    chart.soon = null
    if (chart.frame && !chart.drawing && !gone(chart)) moveColourBar(chart, Plotly)
  }, SOON)
}

/* Where the colours end elsewhere: it takes plotly longer than all cells, so not with each mark, and
   not for what nobody could see. */
function moveColourBar(chart, Plotly) {
  const { host, figure, frame, drawing } = chart
  chart.drawing = true // the cells stand as they are
  figure.data.forEach((trace, number) => {
    const { zmin, zmax, showscale } = { ...trace, ...frame?.data[number] }
    const colorbar = { ...trace.colorbar, ...frame?.data[number].colorbar }
    const stands = host.data[number]
    if (showscale === false || looksLike(stands, { zmin, zmax, colorbar })) return
    Object.assign(stands, { zmin, zmax })
    Plotly.restyle(host, { colorbar: [colorbar] }, [number])
  })
  chart.drawing = drawing
}

function looksLike(one, other) {
  const words = ({ colorbar }) => JSON.stringify([colorbar?.ticktext, colorbar?.ticksuffix])
  const near = (end) => Math.abs(one[end] - other[end]) <= UNSEEN * (other.zmax - other.zmin)
  return words(one) === words(other) && near("zmin") && near("zmax")
}

/* Bars along an axis that nobody sees, by plotly's own functions for them: the axes, the margins and
   what else stays is most of a drawing. */
function paintBars(chart, { data, layout }) {
  const { _plots, _basePlotModules } = chart.host._fullLayout
  const { xaxis } = _plots.xy
  const bars = JSON.stringify([data.map((fields) => only(fields, MOVING.bar)), layout.xaxis.range])
  if (bars === chart.bars) return
  chart.bars = bars
  xaxis.range = layout.xaxis.range
  xaxis.setScale()
  data.forEach((fields, number) => {
    calculate(chart.host, number, { ...only(fields, MOVING.bar), x: unpacked(fields.x) })
  })
  chart.host._fullData[0]._module.crossTraceCalc(chart.host, _plots.xy)
  _basePlotModules[0].plot(chart.host)
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
