// Uploads one file with strava-v3 and prints what the program gets: the result, or the error.
// Arguments: the base URL, the file, and the arguments of uploads.post as JSON.
const strava = require('strava-v3')
const { setBaseURL } = require('strava-v3/axiosUtility')

const [url, file, fields] = process.argv.slice(2)
setBaseURL(url + '/')
const { access_token: token, ...rest } = JSON.parse(fields)
new strava.client(token).uploads.post({ file, maxStatusChecks: 4, ...rest })
  .then(upload => console.log('returns', `error ${JSON.stringify(upload.error)}, activity_id ${upload.activity_id}`))
  .catch(error => console.log('throws', `${error.name}: ${error.message}`))
