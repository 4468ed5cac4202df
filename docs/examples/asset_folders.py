"""Create folders, move one into another and upload a file to it."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")

    photos = stack.asset_folders.create("Photos")
    food = stack.asset_folders.create("Food")
    stack.asset_folders.move(food.uid, photos.uid)
    stack.asset_folders.rename(food.uid, "Soups")
    stack.assets.upload("photo.jpg", parent_uid=food.uid)

    for folder in stack.asset_folders.list(parent_uid=photos.uid):
        print(folder.name)
    stack.asset_folders.delete(photos.uid)  # with everything in it
