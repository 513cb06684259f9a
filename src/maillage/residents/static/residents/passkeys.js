// Gives life to the forms of access keys: each says what it does (data-passkey) and with which options (data-options).
(function () {
  const forms = window.allauth && window.allauth.webauthn && window.allauth.webauthn.forms
  if (!forms || !window.PublicKeyCredential) return

  document.querySelectorAll('form[data-passkey]').forEach(function (form) {
    const button = form.querySelector('[data-passkey-button]')
    const ids = { credential: form.querySelector('[name=credential]').id }
    const passwordless = form.querySelector('[name=passwordless]')
    if (passwordless) ids.passwordless = passwordless.id
    const kind = form.dataset.passkey // add, authenticate or login: the name of the form and of its button
    ids[kind] = button.id
    const data = form.dataset.options ? JSON.parse(form.dataset.options) : undefined
    forms[kind + 'Form']({ ids: ids, data: data })
    form.hidden = false
    document.querySelectorAll('[data-without-passkey]').forEach(function (words) { words.hidden = true })

    document.addEventListener('allauth.error', function (event) {
      event.preventDefault()
      const refusal = form.querySelector('[data-passkey-refusal]')
      if (refusal) refusal.hidden = false
    })
  })
})()
