"""Upload a file, edit its title, replace it, publish it and download it. Upload many files, and delete them."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")

    asset = stack.assets.upload("photo.jpg", title="Soup", tags=["food"])
    asset = stack.assets.update(asset.uid, {"description": "A bowl of soup"})
    asset = stack.assets.replace(asset.uid, "photo.jpg")
    stack.assets.publish(asset.uid, environments=["production"], locales=["en-us"])

    print(stack.assets.count(), "assets, one of", asset.file_size, "bytes")
    print(stack.assets.download(asset, to="copy.jpg"))
    stack.assets.delete(asset.uid)

    uploads = stack.assets.upload_many([("photo.jpg", {"title": "Soup"}), "copy.jpg"])
    uids = [outcome.result.uid for outcome in uploads if outcome.result]
    print(stack.assets.delete_many(uids).finish())
