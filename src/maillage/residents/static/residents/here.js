// "Là où je suis": writes the point of this device in the field, and searches it. The browser asks for leave first.
(function () {
  const button = document.querySelector('[data-here]')
  if (!button || !navigator.geolocation) return
  button.hidden = false
  button.addEventListener('click', function () {
    navigator.geolocation.getCurrentPosition(function (position) {
      const point = [position.coords.latitude, position.coords.longitude]
      button.form.elements.search.value = point.map(function (degrees) { return degrees.toFixed(5) }).join(', ')
      button.form.requestSubmit()
    })
  })
})()
