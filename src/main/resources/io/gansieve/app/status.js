const show = (id, text) => { document.getElementById(id).textContent = text; };
async function refresh() {
  const ready = await fetch('health/ready');
  const state = await ready.json();
  show('ready', Object.entries(state.roles).map(([role, r]) => role + ' ' + r.state.toLowerCase()).join(' · '));
  document.getElementById('ready').className = ready.ok ? 'up' : 'down';
  const models = await (await fetch('models')).json();
  const body = document.getElementById('models');
  body.replaceChildren(...models.reverse().map(m => {
    const row = document.createElement('tr');
    [m.version, m.parent, m.createdAt, m.round, m.promoted ? 'passed' : m.reasons.join('; '),
      m.auroc == null ? '' : m.auroc.toFixed(4), m.champion ? (m.pinned ? 'champion, pinned' : 'champion') : '']
      .forEach(v => { const cell = document.createElement('td'); cell.textContent = v; row.append(cell); });
    return row;
  }));
  const champion = models.find(m => m.champion);
  document.getElementById('none').hidden = !!champion;
  const image = document.getElementById('samples');
  image.hidden = !champion;
  if (champion && image.dataset.version != champion.version) {
    image.dataset.version = champion.version;
    image.src = 'samples.png?' + champion.version;
  }
}
document.getElementById('file').addEventListener('change', async event => {
  const answer = await (await fetch('score', { method: 'POST', body: event.target.files[0] })).json();
  show('verdict', answer.verdict ? answer.verdict + ' (' + answer.probabilityGenerated.toFixed(3) + ')' : answer.message);
});
refresh(); setInterval(refresh, 5000);
